using Auth0Ps.Connections;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State;

namespace Auth0Ps.Rotation;

/// <summary>A client's last run. The journal cannot tell one that was killed from one that still runs; the lease, which a living process has, can.</summary>
/// <param name="Entry">What the journal says; null when there was no run.</param>
/// <param name="IsUnderWay">True while a process, this one or another, works on it.</param>
internal sealed record ClientRun(RotationEntry? Entry, bool IsUnderWay)
{
    /// <summary>What is said of a run that is still under way.</summary>
    public const string UnderWay = "A rotation is under way in another process or runspace.";

    /// <summary>True when it began and no process works on it.</summary>
    public bool IsInterrupted => Entry is { IsOpen: true, Status: not RotationStatus.Announced } && !IsUnderWay;

    /// <summary>Looks it up.</summary>
    /// <param name="state">The journal and the leases.</param>
    /// <param name="client">The client.</param>
    /// <exception cref="Auth0Exception">The journal cannot be read.</exception>
    public static ClientRun Of(Auth0State state, ClientIdentity client)
    {
        var entry = state.Journal.Find(client);
        while (entry is { Status: null })
        {
            if (state.Leases.IsHeld(client))
                return new ClientRun(entry, IsUnderWay: true);

            // It may have ended between the two looks; only what is still there now was left behind.
            var again = state.Journal.Find(client);
            if (again is { Status: null } && (again.JobId, again.Phase) == (entry.JobId, entry.Phase))
                break;
            entry = again;
        }

        return new ClientRun(entry, IsUnderWay: false);
    }
}
