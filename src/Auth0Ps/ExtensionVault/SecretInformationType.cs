using System.Collections.ObjectModel;
using Auth0Ps.SecretManagement;
using Auth0Ps.Vaults.TenantVaults;

namespace Auth0Ps.ExtensionVault;

/// <summary>Makes what SecretManagement takes for an entry: its own type, which is found by name because nothing is compiled against it.</summary>
internal static class SecretInformationType
{
    private const string Module = "Microsoft.PowerShell.SecretManagement";

    /// <summary>An entry; anything of another type is left out by SecretManagement without a word.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultUnavailable"/>: SecretManagement is missing or too new.</exception>
    public static object Create(TenantVaultEntry entry, string vault, bool metadata)
    {
        var assembly = LoadedModules.Newest(Module);
        if (assembly?.GetType($"{Module}.SecretInformation") is not { } type || assembly.GetType($"{Module}.SecretType") is not { IsEnum: true } kinds)
            throw Unusable(vault, cause: null);
        var credential = Enum.Parse(kinds, "PSCredential");
        try
        {
            // With no metadata rather than with empty ones: a copy into a vault that takes none is then left alone.
            return metadata
                ? Activator.CreateInstance(type, entry.Name, credential, vault, new ReadOnlyDictionary<string, object>(new Dictionary<string, object>(entry.Metadata, StringComparer.OrdinalIgnoreCase)))!
                : Activator.CreateInstance(type, entry.Name, credential, vault)!;
        }
        catch (MissingMethodException exception)
        {
            throw Unusable(vault, exception);
        }
    }

    private static Auth0Exception Unusable(string vault, Exception? cause) =>
        new(ErrorReason.VaultUnavailable,
            "This version of SecretManagement is not one that a tenant can be listed in.",
            $"Type: Install-PSResource {Module} -Version 1.1.2; then start a new session.",
            cause)
        { Target = vault };
}
