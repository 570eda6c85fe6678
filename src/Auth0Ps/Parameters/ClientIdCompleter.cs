using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Auth0Ps.Parameters;

/// <summary>Completes client ids by id or application name, from the tenant.</summary>
public sealed class ClientIdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = wordToComplete ?? "";
        return [.. TenantApplications.Of(fakeBoundParameters)
            .Where(application => CompletionWord.Matches(typed, application.ClientId) || CompletionWord.Matches(typed, application.Name))
            .Select(application => CompletionWord.Offer(application.ClientId, $"{application.Name} ({application.ClientId})", $"{application.Name}, {application.AppType ?? "no type"}"))];
    }
}
