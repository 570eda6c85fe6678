namespace Auth0Ps.Pipeline.Rotating;

/// <summary>Says at the end of a run of everything that is due what there was to do.</summary>
/// <param name="store">Where the state is.</param>
/// <param name="saved">The saved rotations.</param>
/// <param name="due">Those of them that are due.</param>
/// <param name="now">When the run began.</param>
internal sealed class DueRunReport(string store, IReadOnlyCollection<Auth0SecretRotation> saved, IReadOnlyCollection<Auth0SecretRotation> due, DateTimeOffset now)
{
    /// <summary>What to do where nothing is saved.</summary>
    public const string WhatToDo = "Make one with New-Auth0SecretRotation. Where each run begins with an empty disk, keep the state elsewhere: name it in the variable AUTH0PS_STATE.";

    private readonly DateTimeOffset? _next = saved.Where(rotation => rotation.NextRotationAt > now).Min(static rotation => rotation.NextRotationAt);
    private int _found = due.Count;

    /// <summary>Something is due of which no saved rotation knows.</summary>
    public void Found() => _found++;

    /// <summary>What came of it.</summary>
    /// <param name="ended">How many ended so.</param>
    public Auth0DueRun End(Func<RotationStatus, int> ended) => new()
    {
        Store = store,
        Saved = saved.Count,
        Due = _found,
        Succeeded = ended(RotationStatus.Succeeded),
        Announced = ended(RotationStatus.Announced),
        Failed = ended(RotationStatus.Failed),
        Interrupted = ended(RotationStatus.Interrupted),
        Skipped = ended(RotationStatus.Skipped),
        NextRotationAt = _next,
    };
}
