using System.Collections;
using Auth0Ps.Hosting;
using Auth0Ps.Parameters;

namespace Auth0Ps.Scheduling;

/// <summary>Completes names of schedules.</summary>
public sealed class ScheduleNameCompleter : WordCompleter
{
    private protected override IEnumerable<Word> Offers(string typed, IDictionary bound) =>
        new RotationSchedules(ModuleState.Current).Names.Where(name => CompletionWord.Matches(typed, name)).Select(name => new Word(name, name));
}
