using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Auth0Ps.Parameters;

/// <summary>Offers a fixed list of values, each with its meaning.</summary>
/// <param name="values">The values, in the order they are offered in.</param>
public abstract class ValueListCompleter(params (string Value, string Meaning)[] values) : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        [.. values
            .Where(item => CompletionWord.Matches(wordToComplete, item.Value))
            .Select(item => CompletionWord.Offer(item.Value, item.Value, item.Meaning))];
}
