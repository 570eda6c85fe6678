using System.Collections;
using Auth0Ps.Parameters;

namespace Auth0Ps.Completion;

/// <summary>Completes names of applications from the tenant, each once; what was typed may begin the name or any word of it.</summary>
public sealed class ApplicationNameCompleter : WordCompleter
{
    private protected override IEnumerable<Word> Offers(string typed, IDictionary bound) =>
        TenantApplications.Of(bound)
            .GroupBy(application => application.Name, StringComparer.Ordinal)
            .Where(same => CompletionWord.Matches(typed, same.Key) || (typed.Length > 0 && same.Key.Contains($" {typed}", StringComparison.OrdinalIgnoreCase)))
            .OrderByDescending(same => CompletionWord.Matches(typed, same.Key))
            .ThenBy(same => same.Key, StringComparer.OrdinalIgnoreCase)
            .Select(same => new Word(same.Key, string.Join(", ", same.Select(application => $"{application.ClientId} ({application.AppType ?? "no type"})"))));
}
