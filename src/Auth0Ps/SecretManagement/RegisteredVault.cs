namespace Auth0Ps.SecretManagement;

/// <summary>A vault as SecretManagement knows it.</summary>
/// <param name="Name">The name it is registered under.</param>
/// <param name="ModuleName">The module that implements it.</param>
/// <param name="ModulePath">Where that module was when the vault was registered.</param>
/// <param name="Settings">What it was registered with for its module.</param>
internal sealed record RegisteredVault(string Name, string ModuleName, string ModulePath, IReadOnlyDictionary<string, object> Settings)
{
    private const string SecretStore = "Microsoft.PowerShell.SecretStore";

    public bool IsSecretStore => string.Equals(ModuleName, SecretStore, StringComparison.OrdinalIgnoreCase);

    public bool IsThisModule => string.Equals(ModuleName, "Auth0Ps", StringComparison.OrdinalIgnoreCase);

    public bool IsModuleMissing => !Directory.Exists(ModulePath) && !File.Exists(ModulePath);

    /// <summary>What tells its place from others. Each user has one store in SecretStore, under however many names.</summary>
    /// <remarks>
    /// Of other modules two vaults with the same settings are taken for one. Where a module goes by the name, that costs a wait and another
    /// entry name; to take one store for two would cost secrets.
    /// </remarks>
    public string Identity => IsSecretStore ? SecretStore : $"{ModuleName}\n{VaultSettings.Canonical(Settings)}";

    /// <summary>What to type when it is locked.</summary>
    public string HowToUnlock => IsSecretStore
        ? "Type Unlock-SecretStore in this session; a store for unattended use is set up with Set-SecretStoreConfiguration -Authentication None -Interaction None."
        : $"Type Unlock-SecretVault -Name '{Name}' in this session, or sign in the way its module '{ModuleName}' asks for.";
}
