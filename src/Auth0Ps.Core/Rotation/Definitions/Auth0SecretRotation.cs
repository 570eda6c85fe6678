using System.Text.Json.Serialization;
using Auth0Ps.Connections;
using Auth0Ps.Errors;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Rotation.PrivateKeys;

namespace Auth0Ps;

/// <summary>A saved rotation: which client's secret goes where and when, and its state.</summary>
public sealed record Auth0SecretRotation
{
    // No public constructor: PowerShell would make one of any object that has a name.
    internal Auth0SecretRotation()
    {
    }

    /// <summary>Identifies the rotation through renames.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Its name, a slug of 1 to 64 characters.</summary>
    public required string Name { get; init; }

    /// <summary><c>auth0-client-secret</c>, or <c>auth0-private-key-jwt</c> for private keys.</summary>
    public string Type => Kind.TypeName;

    /// <summary>Free text of at most 256 characters.</summary>
    public string? Description { get; init; }

    /// <summary>A label to group rotations by.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Who answers for the credential: free text of at most 256 characters.</summary>
    public string? Owner { get; init; }

    /// <summary>The name of the connection it goes through.</summary>
    public required string Connection { get; init; }

    /// <summary>The application's client id.</summary>
    public required string ClientId { get; init; }

    /// <summary>The application's display name when the rotation was defined.</summary>
    public string? ApplicationName { get; init => field = value is null ? null : DisplayText.Of(value); }

    /// <summary>The SecretManagement vault that new secrets go to.</summary>
    public required string Vault { get; init; }

    /// <summary>The names of the vault's entries; may hold <c>{environment}</c> and <c>{path}</c>.</summary>
    public required SecretsMapping SecretsMapping { get; init; }

    /// <summary>Further vaults that get the same.</summary>
    public IReadOnlyList<Auth0SecretDestination> CopyTo { get; init => field = new Auth0SecretDestinationCollection(value ?? []); } = new Auth0SecretDestinationCollection([]);

    /// <summary>A label; stands for <c>{environment}</c> in the mapping.</summary>
    public string? Environment { get; init; }

    /// <summary>A label; without its outer slashes it stands for <c>{path}</c> in the mapping.</summary>
    public string SecretPath { get; init; } = "/";

    /// <summary>Days from one rotation to the next: 1 to 3650.</summary>
    public required int RotationInterval { get; init; }

    /// <summary>The time of day that it is due at (UTC).</summary>
    public TimeOnly RotateAtUtc { get; init; }

    /// <summary>True when it is rotated without being told to, once due.</summary>
    public bool AutoRotation { get; init; } = true;

    /// <summary>How long after its time of day it may still begin by itself; null for as long as it takes.</summary>
    public TimeSpan? RotationWindow { get; init; }

    /// <summary>The days of the week, in UTC, on which it may begin by itself; empty for all.</summary>
    public IReadOnlyList<DayOfWeek> RotateOn { get; init => field = new DayOfWeekCollection(value ?? []); } = new DayOfWeekCollection([]);

    /// <summary>By how much at most it begins later than its time of day, so that not all begin at once; null for not at all.</summary>
    public TimeSpan? Jitter { get; init; }

    /// <summary>What is rotated.</summary>
    public CredentialType CredentialType { get; init; }

    /// <summary>How long an old private key keeps working beside the new one; null for client secrets, of which one works at a time.</summary>
    public TimeSpan? Overlap { get; init; }

    /// <summary>The signature algorithm of new private keys; null for client secrets.</summary>
    public PrivateKeyAlgorithm? KeyAlgorithm { get; init; }

    /// <summary>The size of new private keys in bits; null for client secrets.</summary>
    public int? KeySize { get; init; }

    /// <summary>How long a next client secret is in the vault before it becomes live; null makes it live at once.</summary>
    public TimeSpan? AnnounceFor { get; init; }

    /// <summary>True keeps the secret before the present one in the vault, so that a rotation can be undone.</summary>
    public bool KeepPrevious { get; init; }

    /// <summary>The application's keys as its last run left them; empty for client secrets.</summary>
    public IReadOnlyList<Auth0RotationKey> Keys { get; init => field = value.ToArray(); } = [];

    /// <summary>0 for a client secret, of which there is one; of private keys 0 and 1 in turn.</summary>
    public int ActiveIndex { get; init; }

    /// <summary>How its last run ended; <see cref="RotationStatus.None"/> when there was none.</summary>
    public RotationStatus RotationStatus { get; init; } = RotationStatus.None;

    /// <summary>Its state.</summary>
    public RotationState State { get; init; } = RotationState.Never;

    /// <summary>How old the secret is; null when this rotation has not made one yet.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>When the last run began (UTC).</summary>
    public DateTimeOffset? LastRotationAttemptedAt { get; init; }

    /// <summary>When Auth0 last accepted a secret of it (UTC).</summary>
    public DateTimeOffset? LastRotatedAt { get; init; }

    /// <summary>Identifies the last run, in the history too.</summary>
    public Guid? LastRotationJobId { get; init; }

    /// <summary>How the last run ended, in one sentence.</summary>
    public string? LastRotationMessage { get; init; }

    /// <summary>From when on the announced secret is made live (UTC); null while none is announced.</summary>
    public DateTimeOffset? AppliesAt { get; init; }

    /// <summary>Since when it is known that the vault's secret is not the live one (UTC); null where nothing speaks against it.</summary>
    public DateTimeOffset? DriftedAt { get; init; }

    /// <summary>When it may next begin by itself (UTC), in the past while that lasts, which of an announced secret is when it becomes live; null while it does not rotate by itself.</summary>
    public DateTimeOffset? NextRotationAt => AppliesAt ?? (AutoRotation ? RotationSchedule.OpeningAt(this, DueAt, SeenAt) : null);

    /// <summary>When it was made (UTC).</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed (UTC); a rotation does not change it.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Starts at 1; each change raises it by one.</summary>
    public int Version { get; init; } = 1;

    /// <summary>What is rotated, with all that differs between the kinds.</summary>
    internal CredentialKind Kind => CredentialKind.Of(CredentialType);

    /// <summary>Finds the connection through its renames.</summary>
    [JsonInclude]
    internal Guid ConnectionId { get; init; }

    /// <summary>The host of its connection.</summary>
    [JsonInclude]
    internal string Domain { get; init; } = "";

    /// <summary>The tenant's own host; empty where it is the connection's.</summary>
    [JsonInclude]
    internal string Tenant { get; init; } = "";

    /// <summary>Other hosts of the tenant that are known.</summary>
    internal IReadOnlyList<string> TenantHosts { get; init; } = [];

    /// <summary>Whose secret or keys it renews.</summary>
    internal ClientIdentity Client => new(Tenant.Length > 0 ? Tenant : Domain, ClientId) { OtherHosts = TenantHosts };

    /// <summary>The day that its slots are counted from, as far as no rotation since says otherwise.</summary>
    [JsonInclude]
    internal DateOnly CountsFrom { get; init; }

    /// <summary>When interval and time of day were last set (UTC); what was due before went by others.</summary>
    [JsonInclude]
    internal DateTimeOffset ScheduledAt { get; init; }

    /// <summary>When the next rotation was put at by hand (UTC); over with the first rotation after <see cref="ScheduledAt"/>.</summary>
    [JsonInclude]
    internal DateTimeOffset? PlannedAt { get; init; }

    /// <summary>Since when entries of others may be overwritten; over with the first rotation after it.</summary>
    [JsonInclude]
    internal DateTimeOffset? ForceSince { get; init; }

    /// <summary>The slot that the next rotation is for, whether or not it comes by itself.</summary>
    internal DateTimeOffset DueAt { get; init; }

    /// <summary>When it was looked at; what opened and closed before is over.</summary>
    internal DateTimeOffset SeenAt { get; init; }

    /// <summary>The names of the vault's entries, with all labels filled in.</summary>
    internal SecretsMapping Entries => SecretsMapping.With(Environment, SecretPath);

    /// <summary>True where its secrets go to these entries.</summary>
    internal bool IsKeptIn(string vault, SecretsMapping mapping) => string.Equals(Vault, vault, StringComparison.OrdinalIgnoreCase) && Entries == mapping;

    /// <summary>Its own vault and the entries there, with all labels filled in.</summary>
    internal Auth0SecretDestination Destination => new() { Vault = Vault, SecretsMapping = Entries };

    /// <summary>The copies, with all labels filled in.</summary>
    internal IReadOnlyList<Auth0SecretDestination> Copies => [.. CopyTo.Select(copy => copy with { SecretsMapping = copy.SecretsMapping.With(Environment, SecretPath) })];

    /// <summary>All entries that its runs write, but for those of connections.</summary>
    internal IEnumerable<VaultPlace> Places => Copies.Prepend(Destination).SelectMany(static at => at.SecretsMapping.AllNames.Select(name => new VaultPlace(at.Vault, name)));

    /// <summary>Whether another state of it goes to the same entries.</summary>
    internal bool GoesWhere(Auth0SecretRotation other) =>
        Destination.IsAt(other.Destination) && CopyTo.Count == other.CopyTo.Count && Copies.Zip(other.Copies).All(static pair => pair.First.IsAt(pair.Second));

    /// <summary>True when a run that takes what is due takes this.</summary>
    /// <param name="now">The present time.</param>
    public bool IsDue(DateTimeOffset now) => RotatesAt(now) || Keys.Any(key => key.IsPastOverlap(now));

    /// <summary>True when such a run makes a new secret or key, and not only ends a key whose overlap is over.</summary>
    internal bool RotatesAt(DateTimeOffset now) => RotationStatus switch
    {
        RotationStatus.Interrupted => true,
        RotationStatus.Announced => now >= AppliesAt,
        _ => AutoRotation && now >= RotationSchedule.OpeningAt(this, DueAt, now),
    };

    /// <summary>What the engine needs to rotate it.</summary>
    /// <param name="options">What the run may do.</param>
    internal RotationTarget ToTarget(RunOptions options) => new()
    {
        Name = Name,
        RotationId = Id,
        ClientId = ClientId,
        ApplicationName = ApplicationName,
        Vault = Vault,
        Mapping = Entries,
        Options = options with { Force = options.Force || (ForceSince is { } since && (LastRotatedAt is not { } rotated || rotated < since)) },
        CredentialType = CredentialType,
        Key = Specification,
        MovesBack = !Kind.IsKey && Keys.Count > 0,
        AnnounceFor = AnnounceFor,
        KeepsPrevious = KeepPrevious,
        CopyTo = Copies,
        DueAt = DueAt,
    };

    /// <summary>What a run that takes what is due needs: the same, or only the end of a key whose overlap is over.</summary>
    /// <param name="now">The present time.</param>
    internal RotationTarget ToDueTarget(DateTimeOffset now) => ToTarget(new() { RetiresOnly = !RotatesAt(now), LooksForDrift = true });

    /// <summary>How its private keys are made; null for client secrets.</summary>
    internal KeySpecification? Specification => Kind.SpecificationOf(this);

    /// <summary>The rotation's name.</summary>
    public override string ToString() => Name;
}
