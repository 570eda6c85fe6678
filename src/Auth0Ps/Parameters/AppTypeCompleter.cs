using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Auth0Ps.Parameters;

/// <summary>Offers the common application types; Auth0 has more, and any of them is accepted.</summary>
public sealed class AppTypeCompleter : IArgumentCompleter
{
    private static readonly (string Type, string Meaning)[] Common =
    [
        ("non_interactive", "machine to machine"),
        ("regular_web", "regular web application"),
        ("spa", "single page application"),
        ("native", "native application"),
        ("resource_server", "API client of a resource server"),
        ("express_configuration", "express configuration"),
        ("sso_integration", "SSO integration"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        [.. Common
            .Where(item => CompletionWord.Matches(wordToComplete, item.Type))
            .Select(item => CompletionWord.Offer(item.Type, item.Type, item.Meaning))];
}
