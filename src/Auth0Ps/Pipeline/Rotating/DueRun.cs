using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Scheduling.Running;
using Auth0Ps.State;

namespace Auth0Ps.Pipeline.Rotating;

/// <summary>
/// One run of everything that is due, beside other runs that do the same: what another run is at work on is left to it, and looked at again only
/// when all else is done, because that other run may have died.
/// </summary>
internal sealed class DueRun
{
    /// <summary>What to do where nothing is saved.</summary>
    public const string WhatToDo = "Make one with New-Auth0SecretRotation. Where each run begins with an empty disk, keep the state elsewhere: name it in the variable AUTH0PS_STATE.";

    // A schedule's script says so.
    private readonly RotationOrigin _origin = Environment.GetEnvironmentVariable(RunScript.Variable) is { Length: > 0 } ? RotationOrigin.Schedule : RotationOrigin.Due;
    private readonly ConcurrentQueue<LeftRotation> _left = new();
    private readonly InterruptedRotations _interrupted;
    private readonly Auth0State _state;
    private readonly string _store;
    private readonly DateTimeOffset _now;
    private readonly int _saved;
    private readonly DateTimeOffset? _next;
    private int _found;

    /// <summary>Chooses what is due.</summary>
    /// <param name="store">Where the state is, for people.</param>
    /// <param name="saved">The saved rotations that the run is about.</param>
    /// <param name="now">When the run begins.</param>
    public DueRun(Auth0State state, string store, IReadOnlyCollection<Auth0SecretRotation> saved, DateTimeOffset now)
    {
        (_state, _store, _now, _saved) = (state, store, now, saved.Count);
        _interrupted = new InterruptedRotations(state);
        _next = saved.Where(rotation => rotation.NextRotationAt > now).Min(static rotation => rotation.NextRotationAt);
        Rotations = [.. saved.Where(rotation => rotation.IsDue(now))];
        _found = Rotations.Count;

        // Each in an order of its own, or all would want the same ones.
        if (state.Store.IsOfManyMachines)
            Random.Shared.Shuffle(CollectionsMarshal.AsSpan(Rotations));
    }

    /// <summary>The saved rotations that are due.</summary>
    public List<Auth0SecretRotation> Rotations { get; }

    /// <summary>How a saved rotation is rotated in this run.</summary>
    public RotationTarget TargetOf(Auth0SecretRotation rotation)
    {
        var target = StartedHere(rotation.ToDueTarget(_state.Time.GetUtcNow()));
        return target with { Options = target.Options with { Waits = LeaseWait.ForNobody } };
    }

    /// <summary>How the previous key of an ad hoc rotation is ended in this run.</summary>
    public RotationTarget RetirementOf(InterruptedRotation ended) => StartedHere(ended.ToRetirement());

    /// <summary>Ad hoc rotations, which no definition knows of, with a key whose overlap has ended.</summary>
    /// <param name="damaged">Told of each rotation whose journal cannot be read.</param>
    public IReadOnlyList<InterruptedRotation> FindEndedOverlaps(Action<Auth0Exception> damaged) => Counted(_interrupted.FindEndedOverlaps(_now, damaged));

    /// <summary>Ad hoc rotations whose announced secret's time has come.</summary>
    /// <param name="damaged">Told of each rotation whose journal cannot be read.</param>
    public IReadOnlyList<InterruptedRotation> FindAnnounced(Action<Auth0Exception> damaged) => Counted(_interrupted.FindAnnounced(_now, damaged));

    /// <summary>The connection that an ad hoc rotation is finished through.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConnectionNotFound"/>.</exception>
    public Auth0Connection ConnectionOf(InterruptedRotation interrupted) => _interrupted.ConnectionOf(interrupted);

    /// <summary>True where another run is at work on a rotation, which is then left to that run for now.</summary>
    public bool Leaves(RotationOutcome outcome, Auth0SecretRotation rotation, Auth0Connection connection, RotationTarget target)
    {
        if (!outcome.IsBusy || target.Options.Waits != LeaseWait.ForNobody)
            return false;

        _left.Enqueue(new LeftRotation(rotation, connection, target with { Options = target.Options with { Waits = LeaseWait.ForTheDead } }));
        return true;
    }

    /// <summary>What was left to other runs, to be looked at once more.</summary>
    public IEnumerable<LeftRotation> TakeLeft()
    {
        while (_left.TryDequeue(out var left))
            yield return left;
    }

    /// <summary>What came of the run.</summary>
    /// <param name="ended">How many rotations ended so.</param>
    public Auth0DueRun End(Func<RotationStatus, int> ended) => new()
    {
        Store = _store,
        Saved = _saved,
        Due = _found,
        Succeeded = ended(RotationStatus.Succeeded),
        Announced = ended(RotationStatus.Announced),
        Failed = ended(RotationStatus.Failed),
        Interrupted = ended(RotationStatus.Interrupted),
        Skipped = ended(RotationStatus.Skipped),
        NextRotationAt = _next,
    };

    private RotationTarget StartedHere(RotationTarget target) => target with { Options = target.Options with { Origin = _origin } };

    private IReadOnlyList<InterruptedRotation> Counted(IReadOnlyList<InterruptedRotation> found)
    {
        _found += found.Count;
        return found;
    }

    /// <summary>A rotation that another run was at work on.</summary>
    internal sealed record LeftRotation(Auth0SecretRotation Rotation, Auth0Connection Connection, RotationTarget Target);
}
