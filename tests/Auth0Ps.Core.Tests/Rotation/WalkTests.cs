using System.Collections.Concurrent;
using System.Text.Json;
using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Http;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Security;
using Auth0Ps.State;
using Auth0Ps.Vaults;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>
/// All states that an interrupted rotation can be found in: every phase, whatever its entries hold, whatever the tenant says. Each ends
/// after at most two commands that the error names, and no live secret that the vault had is lost on the way.
/// </summary>
public sealed class WalkTests
{
    private const string Every = "read:clients update:client_keys read:client_keys";
    private const string Least = "read:clients update:client_keys";

    private static readonly string[] NextHolds = ["nothing", "new", "old", "other"];
    private static readonly string[] FinalHolds = ["nothing", "old", "new", "other"];
    private static readonly string[] TenantSays = ["old", "new", "third", "keys"];

    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["old"] = new('o', 64),
        ["new"] = new('n', 64),
        ["other"] = new('x', 64),
        ["third"] = new('t', 64),
    };

    /// <summary>Phases and permissions; the rest is walked within each.</summary>
    public static TheoryData<RotationPhase, bool, bool> Starts
    {
        get
        {
            var all = new TheoryData<RotationPhase, bool, bool>();
            foreach (var phase in new[] { RotationPhase.Intended, RotationPhase.Staged, RotationPhase.Announced, RotationPhase.Applying, RotationPhase.Promoted, RotationPhase.Verified })
            {
                foreach (var seesSecrets in new[] { true, false })
                {
                    foreach (var isKeyMissing in new[] { false, true })
                        all.Add(phase, seesSecrets, isKeyMissing);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Starts))]
    public async Task Every_state_has_a_way_out_and_loses_no_live_secret(RotationPhase phase, bool seesSecrets, bool isKeyMissing)
    {
        await using var tenant = new WalkedTenant(seesSecrets ? Every : Least);
        var problems = new List<string>();
        foreach (var next in NextHolds)
        {
            foreach (var final in FinalHolds)
            {
                foreach (var live in TenantSays)
                {
                    var state = $"{phase}, next holds {next}, final holds {final}, live is {live}{(isKeyMissing ? ", no fingerprint key" : "")}";
                    var problem = await WalkAsync(tenant, phase, next, final, live, isKeyMissing);
                    if (problem is not null)
                        problems.Add($"{state}: {problem}");
                }
            }
        }

        Assert.True(problems.Count == 0, $"{problems.Count} states:\n{string.Join('\n', problems)}");
    }

    private static async Task<string?> WalkAsync(WalkedTenant tenant, RotationPhase phase, string next, string final, string live, bool isKeyMissing)
    {
        var vault = tenant.NewVault();
        var clientId = tenant.NewClient(live == "keys" ? Values["old"] : Values[live], usesKeys: live == "keys", vault);
        Put(vault, "billing-client-secret-next", next);
        Put(vault, "billing-client-secret", final);
        using var key = SecureStrings.Protect(new string('k', 64));
        if (!isKeyMissing)
            vault["auth0ps-fingerprint-key"] = new VaultSecret(SecureStrings.Protect(new string('k', 64)));
        using var made = SecureStrings.Protect(Values["new"]);
        tenant.State.Journal.Write(tenant.Interrupted(clientId, vault.Name, phase, Fingerprint.Of(made, clientId, key)));

        var said = new List<string>();
        for (var command = 0; command < 2; command++)
        {
            var held = tenant.IsHeld(clientId);
            var rotation = command == 0 || !said[^1].Contains("-Force", StringComparison.Ordinal)
                ? await tenant.ResumeAsync(clientId)
                : await tenant.RotateAsync(clientId, vault.Name, force: true);
            if (held && !tenant.IsHeld(clientId))
                return $"the live secret is lost by command {command + 1}: {rotation!.Status} {rotation.Message}";
            if (tenant.Unheld is { } unheld)
                return unheld;
            if (rotation!.Status != RotationStatus.Interrupted)
            {
                // It succeeded or failed; what it says of success has to be true.
                if (rotation.Status == RotationStatus.Succeeded && live != "keys" && !tenant.IsFinal(clientId))
                    return $"it says {rotation.Message}, and another secret is live than the final entry's";
                return await AgainAsync(tenant, clientId, vault, live);
            }

            said.Add($"{rotation.Failure!.RecommendedAction}");
            if (!said[^1].Contains("Resume-Auth0SecretRotation -Name billing", StringComparison.Ordinal) && !said[^1].Contains($"Invoke-Auth0SecretRotation -ClientId {clientId} -Vault {vault.Name} -Force", StringComparison.Ordinal))
                return $"the error names no command: {rotation.Message} {said[^1]}";
        }

        return $"it is not over after two commands: {string.Join(" | ", said)}";
    }

    /// <summary>After that an ordinary rotation works again, unless the application has no client secret in use.</summary>
    private static async Task<string?> AgainAsync(WalkedTenant tenant, string clientId, MemoryVault vault, string live)
    {
        var again = await tenant.RotateAsync(clientId, vault.Name, force: true);
        if (tenant.Unheld is { } unheld)
            return unheld;
        if (live == "keys")
            return tenant.IsHeld(clientId) ? null : "the secret that the application would go back to is lost";
        return again.Status != RotationStatus.Succeeded ? $"the next rotation ends as {again.Status}: {again.Message}"
            : tenant.IsFinal(clientId) ? null
            : "the next rotation says that it succeeded, and another secret is live";
    }

    private static void Put(MemoryVault vault, string entry, string what)
    {
        if (what != "nothing")
            vault[entry] = new VaultSecret(SecureStrings.Protect(Values[what]));
    }

    /// <summary>A tenant of which a client is what a test says, and which looks into the vault whenever a secret is changed.</summary>
    private sealed class WalkedTenant : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, Client> _clients = new(StringComparer.Ordinal);
        private readonly MemoryVaults _vaults = new();
        private readonly TenantHttp _http = new(new ScaledTime(20_000)) { AttemptTimeout = TimeSpan.FromDays(10) };
        private readonly string _folder = Fast("auth0ps-walk-");
        private readonly bool _seesSecrets;
        private readonly ScriptedApi _api;
        private readonly TenantSession _session;
        private int _count;

        public WalkedTenant(string scope)
        {
            State = TestState.New(_folder, _vaults, http: _http);
            _seesSecrets = scope == Every;
            _api = new ScriptedApi(Answer) { Scope = scope };
            var request = new ConnectionRequest { Name = "walked", Domain = _api.Address.GetLeftPart(UriPartial.Authority), ClientId = "walker", ClientSecret = SecureStrings.Protect("walker's secret") };
            var connection = State.Connections.AddAsync(request.Build(DateTimeOffset.UtcNow), request.Secret, CancellationToken.None).GetAwaiter().GetResult();
            _session = new TenantSession(connection, State);
        }

        public Auth0State State { get; }

        /// <summary>What was sent although it was in no entry; null for nothing.</summary>
        public string? Unheld { get; private set; }

        public MemoryVault NewVault() => _vaults[$"V{Interlocked.Increment(ref _count)}"];

        public string NewClient(string live, bool usesKeys, MemoryVault vault)
        {
            var clientId = $"client{_count}";
            _clients[clientId] = new Client(vault) { Live = live, UsesKeys = usesKeys };
            return clientId;
        }

        /// <summary>Whether the live secret can be read from the vault.</summary>
        public bool IsHeld(string clientId) => Holds(_clients[clientId].Vault, _clients[clientId].Live);

        public bool IsFinal(string clientId) => Text(_clients[clientId].Vault, "billing-client-secret") == _clients[clientId].Live;

        public RotationEntry Interrupted(string clientId, string vault, RotationPhase phase, string fingerprint) => new()
        {
            JobId = Guid.NewGuid(),
            Name = "billing",
            Domain = _session.Connection.Domain,
            ClientId = clientId,
            ConnectionId = _session.Connection.Id,
            Vault = vault,
            Mapping = SecretsMapping.Default("billing"),
            NextSuffix = SecretsMapping.NextSuffix,
            Phase = phase,
            Status = phase == RotationPhase.Announced ? RotationStatus.Announced : null,
            AnnounceFor = phase == RotationPhase.Announced ? TimeSpan.FromDays(1) : null,
            AppliesAt = phase == RotationPhase.Announced ? DateTimeOffset.UtcNow.AddMinutes(-1) : null,
            Fingerprint = fingerprint,
            AttemptedAt = DateTimeOffset.UtcNow,
            RotatedAt = phase >= RotationPhase.Promoted ? DateTimeOffset.UtcNow : null,
        };

        public Task<RotationOutcome?> ResumeAsync(string clientId) => new VaultRotator(_session).ResumeAsync("billing", clientId, CancellationToken.None);

        public Task<RotationOutcome> RotateAsync(string clientId, string vault, bool force) => new VaultRotator(_session).RotateAsync(
            new RotationTarget { Name = "billing", ClientId = clientId, Vault = vault, Mapping = SecretsMapping.Default("billing"), Options = new() { Force = force, AppliesAtOnce = force } },
            isDue: null,
            CancellationToken.None);

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await _api.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }

        /// <summary>In memory where the machine has a place for that: thousands of files are written through.</summary>
        private static string Fast(string prefix) => Directory.Exists("/dev/shm")
            ? Directory.CreateDirectory(Path.Combine("/dev/shm", prefix + Guid.NewGuid().ToString("n"))).FullName
            : Directory.CreateTempSubdirectory(prefix).FullName;

        private static string? Text(MemoryVault vault, string entry) => vault[entry] is { } found ? SecureStrings.Reveal(found.Secret) : null;

        private static bool Holds(MemoryVault vault, string secret) =>
            Text(vault, "billing-client-secret") == secret || Text(vault, "billing-client-secret-next") == secret;

        private ScriptedApi.Reply Answer(ScriptedApi.Call call)
        {
            var clientId = call.Target.Split('?')[0].Split('/')[^1];
            if (!_clients.TryGetValue(clientId, out var client))
                return new ScriptedApi.Reply(404, """{"statusCode":404,"error":"Not Found","message":"The client does not exist","errorCode":"inexistent_client"}""");
            if (call.Method == "PATCH")
            {
                using var body = JsonDocument.Parse(call.Body);
                var secret = body.RootElement.GetProperty("client_secret").GetString()!;
                if (!Holds(client.Vault, secret))
                    Unheld ??= "a secret was sent that is in no entry";
                client.Live = secret;
            }

            var shows = call.Method == "PATCH" || _seesSecrets;
            return new ScriptedApi.Reply(200, JsonSerializer.Serialize(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["client_id"] = clientId,
                ["name"] = "Billing",
                ["app_type"] = "regular_web",
                ["grant_types"] = new[] { "authorization_code" },
                [client.UsesKeys ? "-" : "token_endpoint_auth_method"] = "client_secret_post",
                [client.UsesKeys && _seesSecrets ? "client_authentication_methods" : "--"] = new { private_key_jwt = new { credentials = new[] { new { id = "cred_1" } } } },
                [shows && !client.UsesKeys ? "client_secret" : "---"] = client.Live,
            }));
        }

        private sealed record Client(MemoryVault Vault)
        {
            public string Live { get; set; } = "";

            public bool UsesKeys { get; init; }
        }
    }
}
