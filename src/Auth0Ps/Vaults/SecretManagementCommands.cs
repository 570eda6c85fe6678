using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Management.Automation;

namespace Auth0Ps.Vaults;

/// <summary>The one place that calls SecretManagement's cmdlets. Only to be called by work that has its turn (<see cref="VaultWork"/>).</summary>
/// <remarks>
/// Never with metadata: SecretManagement (1.1.2) removes a secret whose metadata the vault does not take. Every parameter that a
/// preference could stand in for is given.
/// </remarks>
internal static class SecretManagementCommands
{
    private const string Prefix = "Microsoft.PowerShell.SecretManagement\\";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>How long to go on trying while the user's own runspaces keep SecretManagement busy.</summary>
    internal static TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<RegisteredVault> Vaults() =>
    [
        .. Invoke("Get-SecretVault").Select(vault => new RegisteredVault(
            Text(vault, "Name"),
            Text(vault, "ModuleName"),
            Text(vault, "ModulePath"),
            vault.Properties["VaultParameters"]?.Value as IReadOnlyDictionary<string, object> ?? new Dictionary<string, object>(StringComparer.Ordinal))),
    ];

    /// <summary>What the vault returns for a name, text as a SecureString; null when it returns nothing.</summary>
    public static object? Get(RegisteredVault vault, string entry) =>
        WithinVault.IsSo
            ? VaultModule.Get(vault, entry)
            : SecretManagementTurn.Do(vault.Name, () => VaultModule.IsInTurn ? VaultModule.Get(vault, entry) : GetFirst(vault, entry));

    /// <summary>Whether the vault lists an entry of that name.</summary>
    public static bool Lists(RegisteredVault vault, string entry) =>
        (WithinVault.IsSo ? VaultModule.List(vault, entry) : Invoke("Get-SecretInfo", ("Name", WildcardPattern.Escape(entry)), ("Vault", vault.Name)))
            .Any(found => string.Equals(Text(found, "Name"), entry, StringComparison.OrdinalIgnoreCase));

    // The first call of the process, which makes the runspace that all others are made in.
    private static object? GetFirst(RegisteredVault vault, string entry) =>
        Invoke("Get-Secret", ("Name", entry), ("Vault", vault.Name)).FirstOrDefault()?.BaseObject;

    public static void Set(RegisteredVault vault, string entry, object secret) =>
        Invoke("Set-Secret", ("Name", entry), ("Secret", secret), ("Vault", vault.Name), ("WhatIf", false), ("Confirm", false));

    public static void Remove(RegisteredVault vault, string entry) =>
        Invoke("Remove-Secret", ("Name", entry), ("Vault", vault.Name), ("WhatIf", false), ("Confirm", false));

    private static Collection<PSObject> Invoke(string command, params (string Name, object Value)[] parameters)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            using var shell = PowerShell.Create();
            shell.Runspace = VaultRunspace.Open();
            shell.AddCommand(Prefix + command).AddParameter("ErrorAction", ActionPreference.Stop);
            foreach (var (name, value) in parameters)
                shell.AddParameter(name, value);
            using var guard = PromptGuard.Begin();
            try
            {
                return shell.Invoke();
            }
            catch (RuntimeException exception) when (VaultErrors.IsBusyElsewhere(exception) && clock.Elapsed < Patience)
            {
                Thread.Sleep(Pause);
            }
        }
    }

    private static string Text(PSObject item, string property) => item.Properties[property]?.Value as string ?? "";
}
