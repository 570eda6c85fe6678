using System.Collections;
using System.Management.Automation;

namespace Auth0Ps.Completion;

/// <summary>Completes names of SecretManagement's vaults; offers nothing where SecretManagement is missing.</summary>
public sealed class VaultNameCompleter : WordCompleter
{
    private protected override IEnumerable<Word> Offers(string typed, IDictionary bound)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(@"Microsoft.PowerShell.SecretManagement\Get-SecretVault").AddParameter("ErrorAction", "Ignore");
        return [.. shell.Invoke()
            .Select(vault => (Name: vault.Properties["Name"]?.Value as string ?? "", Module: vault.Properties["ModuleName"]?.Value as string ?? ""))
            .Where(vault => CompletionWord.Matches(typed, vault.Name))
            .Select(vault => new Word(vault.Name, $"{vault.Module} vault"))];
    }
}
