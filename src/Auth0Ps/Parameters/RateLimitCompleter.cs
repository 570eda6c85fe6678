using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Auth0Ps.Parameters;

/// <summary>Offers the sandbox's rate limit profiles.</summary>
public sealed class RateLimitCompleter : IArgumentCompleter
{
    private static readonly (string Profile, string Meaning)[] Profiles =
    [
        ("none", "refuses nothing"),
        ("free", "2 requests a second"),
        ("pro", "150 requests a minute"),
        ("enterprise", "50 requests a second"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        [.. Profiles
            .Where(item => CompletionWord.Matches(wordToComplete, item.Profile))
            .Select(item => CompletionWord.Offer(item.Profile, item.Profile, item.Meaning))];
}
