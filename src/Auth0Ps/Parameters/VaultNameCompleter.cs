using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Auth0Ps.Parameters;

/// <summary>Completes names of SecretManagement's vaults; offers nothing where SecretManagement is missing.</summary>
public sealed class VaultNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(@"Microsoft.PowerShell.SecretManagement\Get-SecretVault").AddParameter("ErrorAction", "Ignore");
        try
        {
            return [.. shell.Invoke()
                .Select(vault => (Name: vault.Properties["Name"]?.Value as string ?? "", Module: vault.Properties["ModuleName"]?.Value as string ?? ""))
                .Where(vault => CompletionWord.Matches(wordToComplete, vault.Name))
                .Select(vault => CompletionWord.Offer(vault.Name, vault.Name, $"{vault.Module} vault"))];
        }
        catch (RuntimeException)
        {
            // Completion never complains; the command itself says what is missing.
            return [];
        }
    }
}
