using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Auth0Ps.Hosting;
using Auth0Ps.Parameters;

namespace Auth0Ps.Scheduling;

/// <summary>Completes names of schedules.</summary>
public sealed class ScheduleNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        [.. Known()
            .Where(name => CompletionWord.Matches(wordToComplete, name))
            .Select(name => CompletionWord.Offer(name, name, name))];

    private static IReadOnlyList<string> Known()
    {
        try
        {
            return new RotationSchedules(ModuleState.Current).Names;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Completion never complains.
            return [];
        }
    }
}
