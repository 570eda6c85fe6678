using System.Diagnostics;

namespace Auth0Ps.State.Moving;

/// <summary>Asks a store, before it is used, whether it was moved, or is being moved.</summary>
/// <param name="store">The store.</param>
/// <param name="place">What it is called.</param>
internal sealed class StoreGuard(IStateStore store, string place)
{
    /// <summary>What was read so lately is read again without asking. Leases and changes ask each time, so nothing is changed by what is old.</summary>
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(1);

    private long _asked;

    /// <summary>The store itself.</summary>
    public IStateStore Store => store;

    /// <summary>What it is called.</summary>
    public string Place => place;

    /// <summary>Makes sure that this is where the state is, for who only reads.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateStoreMoved"/>.</exception>
    public void RequireHere()
    {
        var asked = Volatile.Read(ref _asked);
        if (store.IsOfManyMachines && asked != 0 && Stopwatch.GetElapsedTime(asked) < Believed)
            return;
        var now = Stopwatch.GetTimestamp();
        _ = RequireHere(store.Marks.Read());
        Volatile.Write(ref _asked, now);
    }

    /// <summary>Makes sure that it is and stays here while who asks has a lease or a list that a move waits for.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateStoreMoved"/>, or <see cref="ErrorReason.StateFileBusy"/> while it is being moved.</exception>
    public void RequireFree()
    {
        if (RequireHere(store.Marks.Read()) is { Role: StateMarkRole.MovesTo } mark && store.Leases.IsHeld(StateMark.LeaseOf(mark.Id)))
            throw MoveFaults.UnderWay(place, mark);
    }

    /// <summary>Makes sure that a change which was just made is not lost by a move that came between.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateStoreMoved"/>: it may be.</exception>
    public void RequireKept()
    {
        try
        {
            RequireFree();
        }
        catch (Auth0Exception exception) when (exception.Reason is ErrorReason.StateStoreMoved or ErrorReason.StateFileBusy)
        {
            throw MoveFaults.Uncertain(place, exception);
        }
    }

    /// <summary>Asks again the next time.</summary>
    public void Forget() => Volatile.Write(ref _asked, 0);

    private StateMark? RequireHere(IReadOnlyList<StateMark> marks) => marks is not [.., var mark] ? null : mark.Role switch
    {
        StateMarkRole.MovedTo => throw MoveFaults.Moved(place, mark),
        StateMarkRole.ReceivesFrom => throw MoveFaults.Unfinished(place, mark),
        _ => mark,
    };
}
