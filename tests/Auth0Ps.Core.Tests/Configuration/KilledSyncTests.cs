using System.Globalization;
using System.Text.Json.Nodes;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Rotation;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Sandbox;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Configuration;

/// <summary>
/// A process that makes a configuration file so is killed between its writes. The next run does what is left, and nothing that was there is lost.
/// <c>AUTH0PS_KILLS</c> of 20 or more kills it after every step; an ordinary run takes some of them.
/// </summary>
public sealed class KilledSyncTests : IDisposable
{
    private const int New = 6;

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-sync-").FullName;

    private static bool IsThorough => TestRun.IsWhole || TestRun.AskedKills >= 20;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_next_run_does_what_is_left_and_nothing_is_lost()
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = 20, RateLimit = RateLimitProfile.None });
        var clients = (await Tenant.ListAsync(await tenant.OpenAsync())).Where(static found => found.WhyNotRotatable is null).Take(New + 2).Select(static found => found.ClientId).ToList();
        var whole = await KillAsync(tenant, clients, step: null);
        Assert.InRange(whole, 12, 60);
        foreach (var step in IsThorough ? Enumerable.Range(1, whole) : [1, 2, 4, 5, (whole / 2) + 1, whole - 1])
            await KillAsync(tenant, clients, step);
    }

    /// <returns>How many steps a run has.</returns>
    private async Task<int> KillAsync(Tenant tenant, List<string> clients, int? step)
    {
        foreach (var left in Directory.GetDirectories(_folder))
            Directory.Delete(left, recursive: true);
        var vault = new FolderVault(Path.Combine(_folder, "Prod"));
        var state = new Auth0State(new DataFolder(Path.Combine(_folder, "data"), Path.Combine(_folder, ".local", "share", "Auth0Ps"))) { Vaults = new FolderVaults(vault) };
        await using (var entries = await vault.OpenAsync(CancellationToken.None))
            await entries.WriteAsync("tenant", new(Tenant.Protect(tenant.Sandbox.ClientSecret)), mayRemoveFirst: true, CancellationToken.None);
        var (kept, former) = (await ConnectAsync("prod"), await ConnectAsync("former"));
        var renamed = await SaveAsync(kept, clients[0], "billing");
        _ = await SaveAsync(former, clients[1], "gone");
        var file = Path.Combine(_folder, "auth0ps.json");
        await File.WriteAllTextAsync(file, new JsonObject
        {
            ["version"] = 1,
            ["connections"] = new JsonArray(Connection("production", kept.Id), Connection("second", id: null)),
            ["rotations"] = new JsonArray(
            [
                new JsonObject { ["id"] = renamed.Id.ToString(), ["name"] = "invoices", ["connection"] = "production", ["clientId"] = clients[0], ["vault"] = "Prod", ["rotationInterval"] = 7 },
                .. clients.Skip(2).Select((client, index) => new JsonObject { ["name"] = $"r{index}", ["connection"] = index % 2 == 0 ? "production" : "second", ["clientId"] = client, ["vault"] = "Prod" }),
            ]),
        }.ToJsonString());

        var order = new RunnerOrder { Domain = tenant.Sandbox.Domain, ConnectionClientId = "", ClientId = "", Syncs = file };
        if (step is not null)
        {
            using var killed = RunnerProcess.Launch(_folder, _folder, order with { DiesAtStep = step });
            killed.LetGo();
            Assert.DoesNotContain("Steps", await killed.EndAsync(), StringComparison.Ordinal);

            // Whatever was there is there, under the former name or the new one.
            Assert.Equal(kept.ClientId, state.Connections.Find(kept.Id)!.ClientId);
            Assert.Contains(state.Rotations.Find(renamed.Id)!.Name, new[] { "billing", "invoices" });
            Assert.All(state.Rotations.Definitions, rotation => Assert.NotNull(state.Connections.Find(rotation.Connection)));
        }

        var said = await RunnerProcess.RunHereAsync(_folder, order);

        Assert.DoesNotContain("Fail", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Fault", said, StringComparison.Ordinal);
        Assert.Equal(["production", "second"], state.Connections.All.Select(static connection => connection.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["invoices", .. Enumerable.Range(0, New).Select(static index => $"r{index}")], state.Rotations.Definitions.Select(static rotation => rotation.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("invoices", 7), (state.Rotations.Find(renamed.Id)!.Name, state.Rotations.Find(renamed.Id)!.RotationInterval));
        Assert.Equal("production", state.Connections.Find(kept.Id)!.Name);
        Assert.NotNull(vault.Text("tenant"));
        Assert.Equal("Steps 0", (await RunnerProcess.RunHereAsync(_folder, order)).Trim());
        return int.Parse(said.Trim().Split("Steps ")[^1], CultureInfo.InvariantCulture);

        JsonObject Connection(string name, Guid? id)
        {
            var written = new JsonObject { ["name"] = name, ["domain"] = tenant.Sandbox.Domain, ["clientId"] = tenant.Sandbox.ClientId, ["secretReference"] = new JsonObject { ["vault"] = "Prod", ["secretName"] = "tenant" } };
            if (id is { } known)
                written["id"] = known.ToString();
            return written;
        }

        Task<Auth0Connection> ConnectAsync(string name) => new ConnectionFactory(state).CreateAsync(
            new ConnectionRequest { Name = name, Domain = tenant.Sandbox.Domain, ClientId = tenant.Sandbox.ClientId, Vault = "Prod", SecretName = "tenant" }, skipTest: true, CancellationToken.None);

        Task<Auth0SecretRotation> SaveAsync(Auth0Connection connection, string client, string name) =>
            state.Rotations.AddAsync(new RotationRequest { Vault = "Prod" }.Build(former: null, connection, client, name, DateTimeOffset.UtcNow), CancellationToken.None);
    }
}
