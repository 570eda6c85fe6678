using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Errors;
using Auth0Ps.Rotation;

namespace Auth0Ps.Hooks;

/// <summary>All that is kept of one hook's deliveries: counts, what waits, and the ids of events that were delivered already.</summary>
internal sealed record HookRecord
{
    public Guid HookId { get; init; }

    public long Delivered { get; init; }

    public long GivenUp { get; init; }

    public DateTimeOffset? LastAttemptedAt { get; init; }

    public DateTimeOffset? LastDeliveredAt { get; init; }

    public string? LastMessage { get; init; }

    public IReadOnlyList<string> LastOutput { get; init; } = [];

    /// <summary>What waits, and the last that were given up.</summary>
    public IReadOnlyList<HookDelivery> Deliveries { get; init; } = [];

    /// <summary>The ids of the last that are over: the run of a killed process records its end again.</summary>
    public IReadOnlyList<string> Ended { get; init; } = [];
}

/// <summary>One event on its way to one hook.</summary>
internal sealed record HookDelivery
{
    /// <summary>Follows from hook, run and event, so that what is recorded twice is delivered as one.</summary>
    public string Id { get; init; } = "";

    public RotationEvent Event { get; init; }

    /// <summary>When it happened (UTC).</summary>
    public DateTimeOffset At { get; init; }

    public HookEventData Data { get; init; } = new();

    /// <summary>True where the journal has the run; it is delivered once the journal says that the run ended.</summary>
    public bool Journaled { get; init; }

    public RotationHookStatus Status { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset NextAttemptAt { get; init; }

    public string? Message { get; init; }

    /// <summary>The id of an event for a hook.</summary>
    /// <param name="hook">The hook.</param>
    /// <param name="what">What happened.</param>
    /// <param name="key">What tells the event from others of its kind: the run's id, or the key's.</param>
    public static string IdOf(Guid hook, RotationEvent what, string key) =>
        "msg_" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{hook:n}\n{what}\n{key}")).AsSpan(0, 16)).ToLowerInvariant();
}

/// <summary>What a hook is told; never a secret.</summary>
internal sealed record HookEventData
{
    public string Rotation { get; init; } = "";

    public Guid? RotationId { get; init; }

    public string ClientId { get; init; } = "";

    public string? ApplicationName { get; init; }

    /// <summary>The tenant's own host.</summary>
    public string Tenant { get; init; } = "";

    public CredentialType CredentialType { get; init; }

    /// <summary>The vault that consumers read from; null where the caller took the secret.</summary>
    public string? Vault { get; init; }

    /// <summary>The names of its entries.</summary>
    public SecretsMapping? SecretsMapping { get; init; }

    /// <summary>The further vaults that consumers read from; null where there are none.</summary>
    public IReadOnlyList<HookEventCopy>? Copies { get; init; }

    public RotationStatus? Status { get; init; }

    public RotationPhase? Phase { get; init; }

    public RotationVerification? VerifiedBy { get; init; }

    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>From when on an announced secret is made live.</summary>
    public DateTimeOffset? AppliesAt { get; init; }

    public DateTimeOffset? NextRotationAt { get; init; }

    public Guid? JobId { get; init; }

    public string? KeyId { get; init; }

    /// <summary>The keys that were taken out of use.</summary>
    public IReadOnlyList<string>? RetiredKeys { get; init; }

    public string Message { get; init => field = DisplayText.Of(value ?? ""); } = "";

    public string Host { get; init; } = "";

    /// <summary>What became of a rotation.</summary>
    /// <param name="tenant">The tenant's own host.</param>
    public static HookEventData Of(RotationOutcome outcome, string tenant, DateTimeOffset? nextRotationAt) => new()
    {
        Rotation = outcome.Name ?? AdHocNames.NameOf(outcome.Application),
        RotationId = outcome.RotationId,
        ClientId = outcome.Application.ClientId,
        ApplicationName = outcome.Application.DisplayName,
        Tenant = tenant,
        CredentialType = outcome.CredentialType,
        Vault = outcome.Vault,
        SecretsMapping = outcome.Mapping,
        Copies = outcome.Copies.Count == 0 ? null : [.. outcome.Copies.Select(static copy => new HookEventCopy(copy.Vault, copy.Mapping, copy.Status, copy.Message))],
        Status = outcome.Status,
        Phase = outcome.Phase,
        VerifiedBy = outcome.VerifiedBy,
        RotatedAt = outcome.RotatedAt,
        AppliesAt = outcome.AppliesAt,
        NextRotationAt = nextRotationAt,
        JobId = outcome.JobId,
        KeyId = outcome.KeyId,
        Message = outcome.Message,
        Host = Environment.MachineName,
    };

    /// <summary>What was found out about a saved rotation while none was under way.</summary>
    /// <param name="rotatedAt">When its secret was rotated last.</param>
    public static HookEventData Of(Auth0SecretRotation rotation, DateTimeOffset? rotatedAt, string message) => new()
    {
        Rotation = rotation.Name,
        RotationId = rotation.Id,
        ClientId = rotation.ClientId,
        ApplicationName = rotation.ApplicationName,
        Tenant = rotation.Client.Tenant,
        CredentialType = rotation.CredentialType,
        Vault = rotation.Vault,
        SecretsMapping = rotation.Entries,
        Copies = rotation.CopyTo.Count == 0 ? null : [.. rotation.Copies.Select(static copy => new HookEventCopy(copy.Vault, copy.SecretsMapping, Status: null, Message: null))],
        RotatedAt = rotatedAt,
        NextRotationAt = rotation.NextRotationAt,
        Message = message,
        Host = Environment.MachineName,
    };

    /// <summary>The same, of keys that were taken out of use.</summary>
    public HookEventData With(IReadOnlyList<Auth0RotationKey> retired) =>
        this with { RetiredKeys = [.. retired.Select(key => key.KeyId ?? key.CredentialId!)], Status = null, Phase = null, VerifiedBy = null };
}

/// <summary>One of the further vaults, as a hook is told of it.</summary>
/// <param name="Vault">The vault.</param>
/// <param name="SecretsMapping">The names of its entries.</param>
/// <param name="Status">What became of it in the run; null where the event is of no run.</param>
/// <param name="Message">The same in a sentence.</param>
internal sealed record HookEventCopy(string Vault, SecretsMapping SecretsMapping, RotationStatus? Status, string? Message);
