using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Auth0Ps.Completion;

/// <summary>Offers values for what is half typed. It never complains: what is missing or damaged, the command itself says.</summary>
public abstract class WordCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            return [.. Offers((wordToComplete ?? "").Trim('\'', '"'), fakeBoundParameters).Select(static word => CompletionWord.Offer(word.Value, word.Label ?? word.Value, word.Meaning))];
        }
        catch (Exception exception) when (exception is Auth0Exception or IOException or UnauthorizedAccessException or RuntimeException)
        {
            return [];
        }
    }

    /// <summary>What is offered, in this order.</summary>
    /// <param name="typed">What was typed, without quotes.</param>
    /// <param name="bound">What the engine knows of the command's other parameters.</param>
    private protected abstract IEnumerable<Word> Offers(string typed, IDictionary bound);

    /// <summary>A value.</summary>
    /// <param name="Value">The value.</param>
    /// <param name="Meaning">What is said of it.</param>
    /// <param name="Label">How it is listed; as itself when null.</param>
    private protected sealed record Word(string Value, string Meaning, string? Label = null);
}
