using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Auth0Ps.Hosting;

namespace Auth0Ps.Parameters;

/// <summary>Completes names of saved rotations; needs no network.</summary>
public sealed class RotationNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            return [.. ModuleState.Current.Rotations.Match(name => CompletionWord.Matches(wordToComplete, name))
                .Select(rotation => CompletionWord.Offer(rotation.Name, rotation.Name, $"{rotation.ApplicationName} into {rotation.Vault}: {rotation.State}"))];
        }
        catch (Auth0Exception)
        {
            // Completion never complains; the command itself says that the file is damaged.
            return [];
        }
    }
}
