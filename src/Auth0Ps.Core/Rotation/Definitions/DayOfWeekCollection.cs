using System.Collections.ObjectModel;

namespace Auth0Ps;

/// <summary>Days of the week that read well as text, in a table of rotations, too.</summary>
public sealed class DayOfWeekCollection : ReadOnlyCollection<DayOfWeek>
{
    internal DayOfWeekCollection(IEnumerable<DayOfWeek> days)
        : base([.. days])
    {
    }

    /// <summary>The days, with commas between them.</summary>
    public override string ToString() => string.Join(", ", this);
}
