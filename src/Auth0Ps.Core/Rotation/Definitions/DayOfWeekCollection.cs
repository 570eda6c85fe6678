using System.Collections.ObjectModel;

namespace Auth0Ps;

/// <summary>Days of the week that read well as text, in a table of rotations, too.</summary>
public sealed class DayOfWeekCollection : ReadOnlyCollection<DayOfWeek>
{
    internal DayOfWeekCollection(IEnumerable<DayOfWeek> days)
        : base([.. days])
    {
    }

    /// <summary>Two with the same days in the same order are equal.</summary>
    public override bool Equals(object? obj) => obj is DayOfWeekCollection other && this.SequenceEqual(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Count == 0 ? 0 : HashCode.Combine(Count, this[0]);

    /// <summary>The days, with commas between them.</summary>
    public override string ToString() => string.Join(", ", this);
}
