using System.Collections;

namespace Auth0Ps.Completion;

/// <summary>Offers a fixed list of values, each with its meaning.</summary>
/// <param name="values">The values, in the order they are offered in.</param>
public abstract class ValueListCompleter(params (string Value, string Meaning)[] values) : WordCompleter
{
    private protected override IEnumerable<Word> Offers(string typed, IDictionary bound) =>
        values.Where(item => CompletionWord.Matches(typed, item.Value)).Select(item => new Word(item.Value, item.Meaning));
}
