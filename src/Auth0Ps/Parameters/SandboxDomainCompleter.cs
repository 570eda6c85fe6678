using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Auth0Ps.Hosting;

namespace Auth0Ps.Parameters;

/// <summary>Offers the sandboxes of this process.</summary>
public sealed class SandboxDomainCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        [.. RunningSandboxes.Domains
            .Where(domain => CompletionWord.Matches(wordToComplete, domain))
            .Select(domain => CompletionWord.Offer(domain, domain, "local sandbox tenant"))];
}
