using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>The rotations that the journal has as unfinished and no process works on, saved ones and ad hoc ones.</summary>
/// <param name="state">The saved rotations, the journal, and the connections to finish them through.</param>
internal sealed class InterruptedRotations(Auth0State state)
{
    /// <summary>Those whose name matches; a saved one's present name and the one that its run began under both count.</summary>
    /// <param name="isMatch">Whether a name matches.</param>
    /// <param name="damaged">Told of each rotation whose journal cannot be read; the others do not wait for it.</param>
    /// <exception cref="Auth0Exception">The file of saved rotations cannot be used.</exception>
    public IReadOnlyList<InterruptedRotation> Find(Func<string, bool> isMatch, Action<Auth0Exception> damaged)
    {
        var names = state.Rotations.Definitions.ToDictionary(definition => definition.Id, definition => definition.Name);
        return
        [
            .. state.Journal.All((key, failure) => Tell(key, failure, name => isMatch(name ?? ""), damaged))
                .Where(entry => entry.IsOpen && IsLeft(entry))
                .Select(entry => new InterruptedRotation(entry.RotationId is { } id && names.TryGetValue(id, out var name) ? name : entry.Name, entry))
                .Where(interrupted => isMatch(interrupted.Name) || isMatch(interrupted.Entry.Name))
                .OrderBy(interrupted => interrupted.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Rotations without a definition whose previous key is to be ended.</summary>
    /// <param name="damaged">Told of each rotation whose journal cannot be read; the others do not wait for it.</param>
    /// <exception cref="Auth0Exception">The file of saved rotations cannot be used.</exception>
    public IReadOnlyList<InterruptedRotation> FindEndedOverlaps(DateTimeOffset now, Action<Auth0Exception> damaged)
    {
        var saved = state.Rotations.Definitions.Select(definition => definition.Client).ToHashSet();
        var tenants = state.Connections.Tenants;
        return
        [
            .. state.Journal.All((key, failure) => Tell(key, failure, static name => name is null, damaged))
                .GroupBy(entry => entry.ClientOf(tenants))
                .Where(runs => !saved.Contains(runs.Key))
                .Select(runs => runs.Aggregate(static (left, right) => right.Supersedes(left) ? right : left))
                .Where(entry => entry is { IsOpen: false, Kind.WorksBesidePrevious: true } && entry.Keys.Any(key => key.IsPastOverlap(now)))
                .Select(entry => new InterruptedRotation(entry.Name, entry)),
        ];
    }

    /// <summary>Announced rotations without a definition whose time has come.</summary>
    /// <param name="damaged">Told of each rotation whose journal cannot be read; the others do not wait for it.</param>
    /// <exception cref="Auth0Exception">The file of saved rotations cannot be used.</exception>
    public IReadOnlyList<InterruptedRotation> FindAnnounced(DateTimeOffset now, Action<Auth0Exception> damaged)
    {
        var saved = state.Rotations.Definitions.Select(definition => definition.Client).ToHashSet();
        return
        [
            .. Find(static _ => true, damaged).Where(interrupted =>
                interrupted.Entry.Status == RotationStatus.Announced
                && !interrupted.IsWaiting(now)
                && !saved.Contains(interrupted.Entry.ClientOf(state.Connections.Tenants))),
        ];
    }

    /// <summary>The connection that it began through, or else any to its tenant that may do the same.</summary>
    /// <param name="interrupted">The rotation.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConnectionNotFound"/>.</exception>
    public Auth0Connection ConnectionOf(InterruptedRotation interrupted)
    {
        var entry = interrupted.Entry;
        var tenants = state.Connections.Tenants;
        var tenant = entry.ClientOf(tenants).Tenant;
        var candidates = state.Connections.All.Where(connection => tenants.Of(connection) == tenant && connection.ApiType == Auth0ApiType.Management).ToList();
        return candidates.Find(connection => connection.Id == entry.ConnectionId)
            ?? candidates.Find(connection => connection.Id == (entry.RotationId is { } id ? state.Rotations.Find(id)?.ConnectionId : null))
            ?? candidates.FirstOrDefault()
            ?? throw new Auth0Exception(
                ErrorReason.ConnectionNotFound,
                $"There is no connection to '{entry.Domain}' to finish rotation '{interrupted.Name}' through.",
                $"Create one: New-Auth0Connection -Name NAME -Domain {entry.Domain} -Credential (Get-Credential)")
            { Target = interrupted.Name };
    }

    /// <summary>One that a process works on is left to it.</summary>
    private bool IsLeft(RotationEntry entry)
    {
        try
        {
            return entry.Status is not null || ClientRun.Of(state, entry.ClientOf(state.Connections.Tenants)).IsInterrupted;
        }
        catch (Auth0Exception)
        {
            // What became of its file meanwhile is told by who works with that rotation.
            return false;
        }
    }

    /// <summary>Says of a file that cannot be read, where it concerns the rotations asked for, and how that one continues.</summary>
    private void Tell(string key, Auth0Exception failure, Func<string?, bool> isMatch, Action<Auth0Exception> damaged)
    {
        var definition = state.Rotations.Definitions.FirstOrDefault(candidate => candidate.Client.Keys.Contains(key, StringComparer.Ordinal));
        if (isMatch(definition?.Name))
            damaged(UnreadableJournal.Explain(failure, definition is null ? "Invoke-Auth0SecretRotation -ClientId ID -Vault NAME -Force" : UnreadableJournal.WayOut(definition.Name), definition?.Name));
    }
}

/// <summary>An unfinished rotation.</summary>
internal sealed class InterruptedRotation
{
    internal InterruptedRotation(string name, RotationEntry entry)
    {
        Name = name;
        Entry = entry;
    }

    /// <summary>Its present name.</summary>
    public string Name { get; }

    /// <summary>Identifies the run.</summary>
    public Guid JobId => Entry.JobId;

    /// <summary>The saved rotation; null for an ad hoc one.</summary>
    public Guid? RotationId => Entry.RotationId;

    /// <summary>The application's client id.</summary>
    public string ClientId => Entry.ClientId;

    /// <summary>What it is, for people.</summary>
    public string Description => $"rotation '{Name}' of application '{Entry.ApplicationName}' ({Entry.ClientId}) of tenant '{Entry.Domain}' into vault '{Entry.Vault}'";

    internal RotationEntry Entry { get; }

    /// <summary>True while it is announced and its time has not come.</summary>
    public bool IsWaiting(DateTimeOffset now) => Announcement.IsWaiting(Entry, now);

    /// <summary>What finishing it means for those who sign in.</summary>
    public string Consequence => Entry.OnlyCopiesLeft ? "Finish; only copies in other vaults are left to be written" : Entry.Kind.FinishingMeans(Entry);

    /// <summary>What ends its previous key.</summary>
    public RotationTarget ToRetirement() => new()
    {
        Name = Name,
        ClientId = ClientId,
        ApplicationName = Entry.ApplicationName,
        Vault = Entry.Vault,
        Mapping = Entry.Mapping,
        CredentialType = Entry.CredentialType,
        Key = Entry.Key,
        Options = new() { RetiresOnly = true, Origin = RotationOrigin.Due },
    };
}
