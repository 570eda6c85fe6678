using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Auth0Ps.Hosting;

namespace Auth0Ps.Parameters;

/// <summary>Completes names of connections; needs no network.</summary>
public sealed class ConnectionNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        [.. Known()
            .Where(connection => CompletionWord.Matches(wordToComplete, connection.Name))
            .Select(connection => CompletionWord.Offer(connection.Name, connection.Name, $"{connection.Domain} as {connection.ClientId}"))];

    private static IReadOnlyList<Auth0Connection> Known()
    {
        try
        {
            return ModuleState.Current.Connections.All;
        }
        catch (Auth0Exception)
        {
            // Completion never complains; the command itself says that the file is damaged.
            return [];
        }
    }
}
