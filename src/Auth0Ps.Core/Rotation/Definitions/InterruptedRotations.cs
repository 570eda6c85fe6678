using Auth0Ps.Connections;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>The rotations that the journal has as unfinished and nobody is about, saved ones and ad hoc ones.</summary>
/// <param name="registry">The saved rotations.</param>
/// <param name="connections">The connections to finish them through.</param>
public sealed class InterruptedRotations(RotationRegistry registry, ConnectionRegistry connections)
{
    /// <summary>Those whose name matches; a saved one's present name and the one that its run began under both count.</summary>
    /// <param name="isMatch">Tells whether a name matches.</param>
    /// <param name="damaged">Told of each rotation whose journal cannot be read; the others do not wait for it.</param>
    /// <exception cref="Auth0Exception">The file of saved rotations cannot be used.</exception>
    public IReadOnlyList<InterruptedRotation> Find(Func<string, bool> isMatch, Action<Auth0Exception> damaged)
    {
        var names = registry.Definitions.ToDictionary(definition => definition.Id, definition => definition.Name);
        return
        [
            .. RotationJournal.All(damaged)
                .Where(entry => entry.IsOpen && IsLeft(entry))
                .Select(entry => new InterruptedRotation(entry.RotationId is { } id && names.TryGetValue(id, out var name) ? name : entry.Name, entry))
                .Where(interrupted => isMatch(interrupted.Name) || isMatch(interrupted.Entry.Name))
                .OrderBy(interrupted => interrupted.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Rotations without a definition whose previous key is to be ended.</summary>
    /// <param name="now">The present time.</param>
    /// <param name="damaged">Told of each rotation whose journal cannot be read; the others do not wait for it.</param>
    /// <exception cref="Auth0Exception">The file of saved rotations cannot be used.</exception>
    public IReadOnlyList<InterruptedRotation> FindEndedOverlaps(DateTimeOffset now, Action<Auth0Exception> damaged)
    {
        var saved = registry.Definitions.Select(definition => (definition.Domain, definition.ClientId)).ToHashSet();
        return
        [
            .. RotationJournal.All(damaged)
                .Where(entry => entry is { IsOpen: false, CredentialType: CredentialType.PrivateKeyJwt } && entry.Keys.Any(key => key.IsPastOverlap(now)) && !saved.Contains((entry.Domain, entry.ClientId)))
                .Select(entry => new InterruptedRotation(entry.Name, entry)),
        ];
    }

    /// <summary>The connection that it began through, or else any to its tenant that may do the same.</summary>
    /// <param name="interrupted">The rotation.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConnectionNotFound"/>.</exception>
    public Auth0Connection ConnectionOf(InterruptedRotation interrupted)
    {
        ArgumentNullException.ThrowIfNull(interrupted);
        var entry = interrupted.Entry;
        var candidates = connections.All.Where(connection => connection.Domain == entry.Domain && connection.ApiType == Auth0ApiType.Management).ToList();
        return candidates.Find(connection => connection.Id == entry.ConnectionId)
            ?? candidates.Find(connection => connection.Id == (entry.RotationId is { } id ? registry.Find(id)?.ConnectionId : null))
            ?? candidates.FirstOrDefault()
            ?? throw new Auth0Exception(
                ErrorReason.ConnectionNotFound,
                $"There is no connection to '{entry.Domain}' to finish rotation '{interrupted.Name}' through.",
                $"Create one: New-Auth0Connection -Name NAME -Domain {entry.Domain} -Credential (Get-Credential)")
            { Target = interrupted.Name };
    }

    /// <summary>One that a process is about is left to it.</summary>
    private static bool IsLeft(RotationEntry entry) => entry.Status is not null || ClientRun.Of(entry.Domain, entry.ClientId).IsInterrupted;
}

/// <summary>An unfinished rotation.</summary>
public sealed class InterruptedRotation
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

    /// <summary>What finishing it means for those who sign in.</summary>
    public string Consequence => Entry.CredentialType == CredentialType.ClientSecret
        ? "Finish; the former client secret stops working for all who use it, if it has not yet"
        : Entry.MovedFrom is not null && Entry.Phase < RotationPhase.Promoted ? "Finish; whoever signs in with the client secret is refused, if that is not so yet"
        : "Finish; the private key before it works until its overlap ends";

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
        RetiresOnly = true,
    };
}
