using System.Collections;
using Auth0Ps.Parameters;

namespace Auth0Ps.Completion;

/// <summary>Completes client ids by id or application name, from the tenant.</summary>
public sealed class ClientIdCompleter : WordCompleter
{
    private protected override IEnumerable<Word> Offers(string typed, IDictionary bound) =>
        TenantApplications.Of(bound)
            .Where(application => CompletionWord.Matches(typed, application.ClientId) || CompletionWord.Matches(typed, application.Name))
            .Select(application => new Word(application.ClientId, $"{application.Name}, {application.AppType ?? "no type"}", $"{application.Name} ({application.ClientId})"));
}
