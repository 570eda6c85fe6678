using System.Text.Json.Serialization;
using Auth0Ps.Errors;
using Auth0Ps.Rotation;

namespace Auth0Ps;

/// <summary>One rotation as the history has it; never a secret.</summary>
public sealed record Auth0SecretRotationRecord
{
    // No public constructor: PowerShell would make one of any object that has a name.
    [JsonConstructor]
    internal Auth0SecretRotationRecord()
    {
    }

    /// <summary>The rotation's name; for an ad hoc rotation the slug of the application's name.</summary>
    public required string Name { get; init; }

    /// <summary>The application's client id.</summary>
    public required string ClientId { get; init; }

    /// <summary>When it ended (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Identifies the run.</summary>
    public required Guid JobId { get; init; }

    /// <summary>How it ended.</summary>
    public required RotationStatus Status { get; init; }

    /// <summary>How far it came.</summary>
    public required RotationPhase Phase { get; init; }

    /// <summary>How the new secret was proven.</summary>
    public RotationVerification VerifiedBy { get; init; }

    /// <summary>How often the change was sent.</summary>
    public int Attempts { get; init; }

    /// <summary>One sentence for a person.</summary>
    public required string Message { get; init => field = DisplayText.Of(value); }

    /// <summary>The machine it ran on.</summary>
    public required string Host { get; init; }

    /// <summary>The saved rotation, through its renames; null for an ad hoc one, and in records of versions that did not write it.</summary>
    public Guid? RotationId { get; init; }

    /// <summary>The application's name at that time, fit to be shown; null where it was not written down.</summary>
    public string? ApplicationName { get; init => field = value is null ? null : DisplayText.Of(value); }

    /// <summary>What was rotated.</summary>
    public CredentialType CredentialType { get; init; }

    /// <summary>When it began (UTC); null where that was not written down.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it reached which phase; empty where that was not written down.</summary>
    public IReadOnlyList<Auth0SecretRotationStep> Steps { get; init => field = value?.ToArray() ?? []; } = [];

    /// <summary>The vault that the new secret went to; null for none, and where it was not written down.</summary>
    public string? Vault { get; init; }

    /// <summary>The name that the connection had.</summary>
    public string? Connection { get; init; }

    /// <summary>The connection, through its renames.</summary>
    public Guid? ConnectionId { get; init; }

    /// <summary>The tenant's host.</summary>
    public string? Tenant { get; init; }

    /// <summary>The user who ran it, as the operating system names him.</summary>
    public string? User { get; init; }

    /// <summary>How it was started.</summary>
    public RotationOrigin Origin { get; init; }

    /// <summary>The user of this process.</summary>
    internal static string PresentUser => OperatingSystem.IsWindows() ? $"{Environment.UserDomainName}\\{Environment.UserName}" : Environment.UserName;

    /// <summary>What is to be remembered of a rotation.</summary>
    /// <param name="rotation">The rotation.</param>
    /// <param name="name">Its name.</param>
    /// <param name="at">When it ended (UTC).</param>
    internal static Auth0SecretRotationRecord Of(RotationOutcome rotation, string name, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(rotation);
        return new()
        {
            Name = name,
            ClientId = rotation.Application.ClientId,
            At = at,
            JobId = rotation.JobId,
            Status = rotation.Status,
            Phase = rotation.Phase,
            VerifiedBy = rotation.VerifiedBy,
            Attempts = rotation.Attempts,
            Message = rotation.Message,
            Host = Environment.MachineName,
            ApplicationName = rotation.Application.DisplayName,
            CredentialType = rotation.CredentialType,
            Vault = rotation.Vault,
            Connection = rotation.Application.Connection.Name,
            ConnectionId = rotation.Application.Connection.Id,
            Tenant = rotation.Application.Connection.CanonicalTenant ?? rotation.Application.Connection.Domain,
            User = PresentUser,
            Origin = RotationOrigin.Command,
        };
    }
}
