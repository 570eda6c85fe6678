using System.Collections;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Completion;

/// <summary>Completes names of saved rotations; needs no network.</summary>
public sealed class RotationNameCompleter : WordCompleter
{
    private protected override IEnumerable<Word> Offers(string typed, IDictionary bound) =>
        ModuleState.Current.Rotations.Match(name => CompletionWord.Matches(typed, name))
            .Select(rotation => new Word(rotation.Name, $"{rotation.ApplicationName} into {rotation.Vault}: {rotation.State}"));
}
