using System.Collections;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Completion;

/// <summary>Completes names of connections; needs no network.</summary>
public sealed class ConnectionNameCompleter : WordCompleter
{
    private protected override IEnumerable<Word> Offers(string typed, IDictionary bound) =>
        ModuleState.Current.Connections.All
            .Where(connection => CompletionWord.Matches(typed, connection.Name))
            .Select(connection => new Word(connection.Name, $"{connection.Domain} as {connection.ClientId}"));
}
