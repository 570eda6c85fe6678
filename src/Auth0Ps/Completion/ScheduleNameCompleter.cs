using System.Collections;
using Auth0Ps.Pipeline;
using Auth0Ps.Scheduling;

namespace Auth0Ps.Completion;

/// <summary>Completes names of schedules.</summary>
public sealed class ScheduleNameCompleter : WordCompleter
{
    private protected override IEnumerable<Word> Offers(string typed, IDictionary bound) =>
        new ScheduleRegistry(ModuleState.Current).Names.Where(name => CompletionWord.Matches(typed, name)).Select(name => new Word(name, name));
}
