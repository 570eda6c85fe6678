namespace Auth0Ps.Rotation;

/// <summary>What one run may do, besides what the definition says.</summary>
internal sealed record RunOptions
{
    /// <summary>How it was started, for the history.</summary>
    public RotationOrigin Origin { get; init; } = RotationOrigin.Command;

    /// <summary>Whom it waits for where another process has the client's lease.</summary>
    public LeaseWait Waits { get; init; }

    /// <summary>True hands the new secret to the caller as well.</summary>
    public bool ReturnsSecret { get; init; }

    /// <summary>True makes the next secret live at once, whether it is announced already or would be.</summary>
    public bool AppliesAtOnce { get; init; }

    /// <summary>True makes the previous secret live again, in the place of a new one.</summary>
    public bool Undoes { get; init; }

    /// <summary>True looks at the tenant first whether the vault's secret is the live one, and puts the live one there where it is not.</summary>
    public bool LooksForDrift { get; init; }

    /// <summary>True overwrites entries that were not written by this rotation.</summary>
    public bool Force { get; init; }

    /// <summary>True detaches and deletes keys whose overlap has ended, and makes no new one.</summary>
    public bool RetiresOnly { get; init; }

    /// <summary>True ends keys, to make room, that someone may still sign with: those that were not made here, and the previous one before its time.</summary>
    public bool EndsKeys { get; init; }

    /// <summary>The credentials that may be deleted to make room, because the user said so.</summary>
    public IReadOnlyList<string> DeletableKeys { get; init => field = value.ToArray(); } = [];
}

/// <summary>Whom a run waits for where another process has the client's lease.</summary>
internal enum LeaseWait
{
    /// <summary>For everyone, for a while: this client is what it was started for.</summary>
    ForOthers,

    /// <summary>For nobody: there is something else to do.</summary>
    ForNobody,

    /// <summary>Only for the end of a lease that nobody renews: what a dead process began is to be finished, and what a living one does is its own.</summary>
    ForTheDead,
}
