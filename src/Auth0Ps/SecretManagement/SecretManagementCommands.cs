using System.Collections;
using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Management.Automation;
using Auth0Ps.Pipeline;

namespace Auth0Ps.SecretManagement;

/// <summary>The one place that calls SecretManagement's cmdlets. Only to be called by work that has its turn (<see cref="VaultWork"/>).</summary>
/// <remarks>
/// Never with metadata: SecretManagement (1.1.2) removes a secret whose metadata the vault does not take. Every parameter that a
/// preference could stand in for is given.
/// </remarks>
internal static class SecretManagementCommands
{
    private const string Prefix = "Microsoft.PowerShell.SecretManagement\\";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static IReadOnlyList<RegisteredVault> Vaults() =>
    [
        .. Invoke("Get-SecretVault", ActionPreference.Stop).Output.Select(vault => new RegisteredVault(
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

    /// <summary>The names that the vault lists for a name.</summary>
    public static IReadOnlyList<string> List(RegisteredVault vault, string entry) =>
    [
        .. (WithinVault.IsSo ? VaultModule.List(vault, entry) : Invoke("Get-SecretInfo", ActionPreference.Stop, ("Name", WildcardPattern.Escape(entry)), ("Vault", vault.Name)).Output)
            .Select(static found => Text(found, "Name")),
    ];

    /// <summary>Sets an entry.</summary>
    /// <returns>What the vault warned of; null when of nothing. What it returned is not looked at: a command line's output may hold the secret.</returns>
    public static string? Set(RegisteredVault vault, string entry, object secret) =>
        Invoke("Set-Secret", ActionPreference.Stop, ("Name", entry), ("Secret", secret), ("Vault", vault.Name), ("WhatIf", false), ("Confirm", false)).Warnings is [.., var last] ? last : null;

    public static void Remove(RegisteredVault vault, string entry) =>
        Invoke("Remove-Secret", ActionPreference.Stop, ("Name", entry), ("Vault", vault.Name), ("WhatIf", false), ("Confirm", false));

    // The first call of the process, which makes the runspace that all others are made in.
    private static PSObject? GetFirst(RegisteredVault vault, string entry)
    {
        var (output, error, _) = Invoke("Get-Secret", ActionPreference.Continue, ("Name", entry), ("Vault", vault.Name));
        return output.FirstOrDefault(static item => item?.BaseObject is not IDictionary { Count: 0 }) is { } found ? found
            : error is null ? null
            : VaultErrors.IsThrown(error) ? throw new RuntimeException(error.Exception.Message, error.Exception, error)
            : throw new ReportedByVaultException(error);
    }

    private static (Collection<PSObject> Output, ErrorRecord? Error, IReadOnlyList<string> Warnings) Invoke(string command, ActionPreference errors, params (string Name, object Value)[] parameters)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            using var shell = PowerShell.Create();
            shell.Runspace = VaultRunspace.Open();
            shell.AddCommand(Prefix + command).AddParameter("ErrorAction", errors);
            foreach (var (name, value) in parameters)
                shell.AddParameter(name, value);
            using var guard = PromptGuard.Begin();
            try
            {
                var output = shell.Invoke();
                var error = shell.Streams.Error.FirstOrDefault();
                if (error is null || clock.Elapsed >= ModuleState.Current.Limits.VaultTurn || !VaultErrors.IsBusyElsewhere(new ReportedByVaultException(error)))
                    return (output, error, [.. shell.Streams.Warning.Select(static warning => warning.Message)]);
            }
            catch (RuntimeException exception) when (VaultErrors.IsBusyElsewhere(exception) && clock.Elapsed < ModuleState.Current.Limits.VaultTurn)
            {
                // Tried again.
            }

            Thread.Sleep(Pause);
        }
    }

    private static string Text(PSObject item, string property) => item.Properties[property]?.Value as string ?? "";
}
