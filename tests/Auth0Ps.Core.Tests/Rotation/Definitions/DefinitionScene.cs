using System.Globalization;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Rotation.Definitions;

/// <summary>A data folder of its own with a connection, and definitions to put there.</summary>
internal sealed class DefinitionScene : IDisposable
{
    public static readonly DateTimeOffset Made = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-rotations-").FullName;

    public DefinitionScene()
    {
        State = TestState.New(Path.Combine(_folder, "home"), time: Clock);
        Connection = new ConnectionRequest { Name = "prod", Domain = "example.eu.auth0.com", ClientId = "own", ClientSecret = Tenant.Protect("planted") }.Build(Made);
        Connections.AddAsync(Connection, ConnectionSecret.None, CancellationToken.None).GetAwaiter().GetResult();
    }

    public string FilePath => Path.Combine(_folder, "home", "rotations.json");

    public Auth0State State { get; }

    public ConnectionRegistry Connections => State.Connections;

    public Auth0Connection Connection { get; }

    public SetClock Clock { get; } = new(Made);

    /// <summary>The saved rotations, with nothing in memory of what was read before.</summary>
    public RotationRegistry Registry() => new(State);

    public Auth0SecretRotation Definition(string name, string? clientId = null, SecretsMapping? mapping = null, int interval = 30, string at = "03:00", bool auto = true)
    {
        var request = new RotationRequest { Vault = "Prod", SecretsMapping = mapping, RotationInterval = interval, RotateAtUtc = TimeOnly.Parse(at, CultureInfo.InvariantCulture), AutoRotation = auto };
        var built = request.Build(former: null, Connection, clientId ?? $"client-{name}", name, Clock.GetUtcNow());
        return built with { DueAt = RotationSchedule.FirstSlot(built) };
    }

    /// <summary>Writes what a run of a rotation leaves in the journal.</summary>
    public static RotationEntry Run(Auth0SecretRotation rotation, DateTimeOffset at, RotationStatus? status, DateTimeOffset? rotatedAt = null, bool knowsSlot = true) => new()
    {
        JobId = Guid.NewGuid(),
        RotationId = rotation.Id,
        Name = rotation.Name,
        Domain = rotation.Domain,
        ClientId = rotation.ClientId,
        ApplicationName = rotation.ApplicationName,
        ConnectionId = rotation.ConnectionId,
        Vault = rotation.Vault,
        Mapping = rotation.Entries,
        AttemptedAt = at,
        DueAt = knowsSlot ? rotation.DueAt : null,
        Status = status,
        RotatedAt = status == RotationStatus.Succeeded ? rotatedAt ?? at : rotatedAt,
        Message = status?.ToString(),
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>A clock that stands.</summary>
internal sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
