using Auth0Ps.Rotation.Copies;
using Auth0Ps.Rotation.PrivateKeys;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>What a user says of a rotation, before it is checked; what is null stays as it is, or gets its default.</summary>
internal sealed record RotationRequest
{
    /// <summary>The interval where none is given, in days.</summary>
    public const int DefaultInterval = 30;

    /// <summary>The id of a new rotation; made when null.</summary>
    public Guid? Id { get; init; }

    /// <summary>The name; made from the application's when null.</summary>
    public string? Name { get; init; }

    /// <summary>What the name is made from in the place of the application's name; null for that.</summary>
    public string? ProposedName { get; init; }

    /// <summary>Free text of at most <see cref="RotationGuards.LongestDescription"/> characters; empty takes it away.</summary>
    public string? Description { get; init; }

    /// <summary>A label to group rotations by; empty takes it away.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Who answers for the credential; empty takes it away.</summary>
    public string? Owner { get; init; }

    /// <summary>When it is next due, in the place of the schedule's own next time.</summary>
    public DateTimeOffset? NextRotationAt { get; init; }

    /// <summary>The connection; needed for a new rotation.</summary>
    public Auth0Connection? Connection { get; init; }

    /// <summary>The application's client id.</summary>
    public string? ClientId { get; init; }

    /// <summary>The application, where it was read already.</summary>
    public Auth0Application? Application { get; init; }

    /// <summary>The vault.</summary>
    public string? Vault { get; init; }

    /// <summary>The names of the vault's entries.</summary>
    public SecretsMapping? SecretsMapping { get; init; }

    /// <summary>Further vaults that get the same; empty takes them away.</summary>
    public IReadOnlyList<CopyRequest>? CopyTo { get; init; }

    /// <summary>A label.</summary>
    public string? Environment { get; init; }

    /// <summary>A label.</summary>
    public string? SecretPath { get; init; }

    /// <summary>Days from one rotation to the next.</summary>
    public int? RotationInterval { get; init; }

    /// <summary>The time of day (UTC).</summary>
    public TimeOnly? RotateAtUtc { get; init; }

    /// <summary>How long after its time of day it may still begin by itself; <see cref="AnyTime"/> takes it away.</summary>
    public TimeSpan? RotationWindow { get; init; }

    /// <summary>True takes the window away.</summary>
    public bool AnyTime { get; init; }

    /// <summary>The days of the week on which it may begin by itself, in UTC; empty for all.</summary>
    public IReadOnlyList<DayOfWeek>? RotateOn { get; init; }

    /// <summary>By how much at most it begins later than its time of day; zero for not at all.</summary>
    public TimeSpan? Jitter { get; init; }

    /// <summary>Whether it rotates by itself.</summary>
    public bool? AutoRotation { get; init; }

    /// <summary>What is rotated.</summary>
    public CredentialType? CredentialType { get; init; }

    /// <summary>How long an old private key works beside the new one.</summary>
    public TimeSpan? Overlap { get; init; }

    /// <summary>The signature algorithm of new private keys.</summary>
    public PrivateKeyAlgorithm? KeyAlgorithm { get; init; }

    /// <summary>The size of new private keys in bits.</summary>
    public int? KeySize { get; init; }

    /// <summary>How long a next client secret is in the vault before it becomes live; zero takes it away.</summary>
    public TimeSpan? AnnounceFor { get; init; }

    /// <summary>Whether the secret before the present one is kept.</summary>
    public bool? KeepPrevious { get; init; }

    /// <summary>True where the present credentials are put into the vault, so that entries which hold them already are in nobody's way.</summary>
    public bool Adopts { get; init; }

    /// <summary>True lets the next rotation overwrite entries that it did not write.</summary>
    public bool Force { get; init; }

    /// <summary>A local time of day in UTC, at the offset that this machine's zone has today.</summary>
    /// <param name="local">The local time of day.</param>
    public static TimeOnly ToUtc(TimeOnly local) => RotationSchedule.ToUtc(local, TimeZoneInfo.Local, DateTimeOffset.UtcNow);

    /// <summary>Asks for a rotation as a whole: what it leaves empty is taken away, and nothing stays as it was but entry names that it does not give.</summary>
    /// <param name="wanted">The rotation; its connection is not looked at.</param>
    public static RotationRequest Of(Auth0SecretRotation wanted)
    {
        var key = CredentialKind.Of(wanted.CredentialType).IsKey;
        return new()
        {
            Id = wanted.Id == Guid.Empty ? null : wanted.Id,
            Name = wanted.Name,
            Description = wanted.Description ?? "",
            ProjectId = wanted.ProjectId ?? "",
            Owner = wanted.Owner ?? "",
            ClientId = wanted.ClientId,
            Vault = wanted.Vault,
            SecretsMapping = wanted.SecretsMapping,
            CopyTo = [.. wanted.CopyTo.Select(static copy => new CopyRequest(copy.Vault, copy.SecretsMapping))],
            Environment = wanted.Environment ?? "",
            SecretPath = wanted.SecretPath ?? "",
            RotationInterval = wanted.RotationInterval,
            RotateAtUtc = wanted.RotateAtUtc,
            RotationWindow = wanted.RotationWindow,
            AnyTime = wanted.RotationWindow is null,
            RotateOn = wanted.RotateOn,
            Jitter = wanted.Jitter ?? TimeSpan.Zero,
            AutoRotation = wanted.AutoRotation,
            CredentialType = wanted.CredentialType,
            Overlap = wanted.Overlap ?? (key ? KeySpecification.DefaultOverlap : null),
            KeyAlgorithm = wanted.KeyAlgorithm ?? (key ? PrivateKeyAlgorithm.RS256 : null),
            KeySize = wanted.KeySize ?? (key ? KeySpecification.DefaultSize : null),
            AnnounceFor = wanted.AnnounceFor ?? TimeSpan.Zero,
            KeepPrevious = wanted.KeepPrevious,
        };
    }

    /// <summary>Local days of the week in UTC, where a local time of day on them comes on other days than that.</summary>
    /// <param name="days">The local days.</param>
    /// <param name="local">The local time of day.</param>
    public static IReadOnlyList<DayOfWeek> ToUtc(IReadOnlyList<DayOfWeek> days, TimeOnly local) => RotationSchedule.ToUtc(days, local, TimeZoneInfo.Local, DateTimeOffset.UtcNow);

    /// <summary>The definition that is wanted, not checked yet.</summary>
    /// <param name="former">The rotation to change; null makes a new one.</param>
    internal Auth0SecretRotation Build(Auth0SecretRotation? former, Auth0Connection? connection, string clientId, string name, DateTimeOffset now)
    {
        var type = CredentialType ?? former?.CredentialType ?? default;
        var sameType = former?.CredentialType == type;
        var isKey = CredentialKind.Of(type).IsKey;
        var mapping = SecretsMapping ?? (sameType ? former?.SecretsMapping : null) ?? Auth0Ps.SecretsMapping.Default(name, type);
        var built = new Auth0SecretRotation
        {
            Id = former?.Id ?? Id ?? Guid.NewGuid(),
            Name = name,
            Description = Given(Description, former?.Description),
            ProjectId = Given(ProjectId, former?.ProjectId),
            Owner = Given(Owner, former?.Owner),
            Connection = connection?.Name ?? former!.Connection,
            ConnectionId = connection?.Id ?? former!.ConnectionId,
            Domain = connection?.Domain ?? former!.Domain,
            Tenant = connection is null ? former!.Tenant : connection.CanonicalTenant ?? connection.Domain,
            TenantHosts = former?.TenantHosts ?? [],
            ClientId = clientId,
            ApplicationName = former?.ClientId == clientId ? former.ApplicationName : null,
            Vault = Vault ?? former?.Vault ?? "",
            SecretsMapping = mapping,
            CopyTo = CopyRequest.Build(CopyTo, former, mapping),
            Environment = Given(Environment, former?.Environment),
            SecretPath = Given(SecretPath, former?.SecretPath) ?? "/",
            RotationInterval = RotationInterval ?? former?.RotationInterval ?? DefaultInterval,
            RotateAtUtc = RotateAtUtc ?? former?.RotateAtUtc ?? default,
            RotationWindow = AnyTime ? null : RotationWindow ?? former?.RotationWindow,
            RotateOn = [.. (RotateOn ?? former?.RotateOn ?? []).Distinct().Order()],
            Jitter = (Jitter ?? former?.Jitter) is { } jitter && jitter != TimeSpan.Zero ? jitter : null,
            AutoRotation = AutoRotation ?? former?.AutoRotation ?? true,
            CredentialType = type,
            Overlap = Overlap ?? (isKey ? former?.Overlap ?? KeySpecification.DefaultOverlap : null),
            KeyAlgorithm = KeyAlgorithm ?? (isKey ? former?.KeyAlgorithm ?? PrivateKeyAlgorithm.RS256 : null),
            KeySize = KeySize ?? (isKey ? former?.KeySize ?? KeySpecification.DefaultSize : null),
            AnnounceFor = AnnounceFor is { } time ? (time == TimeSpan.Zero ? null : time) : isKey ? null : former?.AnnounceFor,
            KeepPrevious = KeepPrevious ?? (!isKey && former?.KeepPrevious == true),
            CountsFrom = former?.CountsFrom ?? RotationSchedule.DayOf(now),
            ScheduledAt = NextRotationAt is null ? former?.ScheduledAt ?? now : now,
            PlannedAt = NextRotationAt?.ToUniversalTime() ?? former?.PlannedAt,
            ForceSince = Force ? now : former?.ForceSince,
            Version = former?.Version ?? 1,
            CreatedAt = former?.CreatedAt ?? now,
            UpdatedAt = now,
        };
        if (former is not null && (built.RotationInterval != former.RotationInterval || built.RotateAtUtc != former.RotateAtUtc))
        {
            // The same day keeps counting, so that a change of only the time of day moves no rotation to another day.
            built = built with { CountsFrom = RotationSchedule.DayOf(former.DueAt).AddDays(-former.RotationInterval), ScheduledAt = now, PlannedAt = NextRotationAt?.ToUniversalTime() };
        }

        return built;
    }

    private static string? Given(string? wanted, string? former) => wanted is null ? former : wanted.Length == 0 ? null : wanted;
}
