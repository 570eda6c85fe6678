using System.Collections;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Completion;

/// <summary>Completes names of hooks; needs no network.</summary>
public sealed class HookNameCompleter : WordCompleter
{
    private protected override IEnumerable<Word> Offers(string typed, IDictionary bound) =>
        ModuleState.Current.Hooks.All
            .Where(hook => CompletionWord.Matches(typed, hook.Name))
            .Select(hook => new Word(hook.Name, $"{hook.Target}: {string.Join(", ", hook.On)}"));
}
