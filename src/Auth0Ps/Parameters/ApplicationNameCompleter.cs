using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Auth0Ps.Parameters;

/// <summary>Completes names of applications from the tenant, each once; what was typed may begin the name or any word of it.</summary>
public sealed class ApplicationNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = (wordToComplete ?? "").Trim('\'', '"');
        return [.. TenantApplications.Of(fakeBoundParameters)
            .GroupBy(application => application.Name, StringComparer.Ordinal)
            .Where(same => CompletionWord.Matches(typed, same.Key) || (typed.Length > 0 && same.Key.Contains($" {typed}", StringComparison.OrdinalIgnoreCase)))
            .OrderByDescending(same => CompletionWord.Matches(typed, same.Key))
            .ThenBy(same => same.Key, StringComparer.OrdinalIgnoreCase)
            .Select(same => CompletionWord.Offer(same.Key, same.Key, string.Join(", ", same.Select(application => $"{application.ClientId} ({application.AppType ?? "no type"})"))))];
    }
}
