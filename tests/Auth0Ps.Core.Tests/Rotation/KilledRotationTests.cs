using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox.Tests.Support;
using Xunit.Abstractions;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>
/// A tenant, a vault on disk and rotating processes, all apart from this one. The rotating ones are killed (SIGKILL) at every phase boundary
/// and at random moments, and each time the live secret is in the vault, before and after one more run. <c>AUTH0PS_KILLS</c> names another
/// number of kills.
/// </summary>
public sealed class KilledRotationTests(ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>What the whole may take: most of it is starting processes, on machines that have other things to do as well.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5) + (Kills * TimeSpan.FromSeconds(4));

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-kills-").FullName;
    private ServeProcess _sandbox = null!;
    private PlainTenant _tenant = null!;

    /// <summary>How many; in an ordinary run one at each phase, which the two vaults share.</summary>
    private static int Kills => TestRun.AskedKills ?? TestRun.Either(whole: 28, ordinary: 8);

    public async Task InitializeAsync()
    {
        _sandbox = await ServeProcess.StartAsync("--apps", "10", "--rate-limit", "none");
        _tenant = new PlainTenant(_sandbox["domain"], _sandbox["audience"]);
    }

    [Fact]
    public async Task Whatever_moment_a_process_is_killed_at_no_secret_is_lost_and_one_more_run_converges()
    {
        var clients = await _tenant.PeoplesApplicationsAsync(_sandbox["clientId"], _sandbox["clientSecret"]);

        // Two at a time, which have nothing but the tenant in common, into vaults that contradict each other.
        KillLane[] lanes = [.. clients.Take(2).Select((client, seed) => new KillLane(_tenant, Path.Combine(_folder, client), seed, Order(client)) { First = seed * 3 })];
        lanes[0].Vault.ReservingRemovedNames();
        lanes[1].Vault.RefusingToOverwrite();
        await KillAsync(lanes, Kills / 2);
    }

    [LongFact]
    public async Task A_connection_that_rotates_its_own_application_survives_kills_as_well()
    {
        var lane = new KillLane(_tenant, Path.Combine(_folder, "own"), seed: 2, Order(_sandbox["clientId"]) with { ConnectionSecret = null });
        await using (var entries = await lane.Vault.OpenAsync(CancellationToken.None))
            await entries.WriteAsync("connection", new(Tenant.Protect(_sandbox["clientSecret"])), mayRemoveFirst: true, CancellationToken.None);

        await KillAsync([lane], Kills / 2);
    }

    [LongFact]
    public async Task A_proxy_that_answers_in_the_tenants_place_loses_no_secret_either()
    {
        var clients = await _tenant.PeoplesApplicationsAsync(_sandbox["clientId"], _sandbox["clientSecret"]);
        await using var relay = new RecordingRelay(_sandbox["domain"]);
        var order = Order(clients[0]) with { Domain = relay.Domain, Audience = _sandbox["audience"], Speed = 100 };

        await KillAsync([new KillLane(_tenant, Path.Combine(_folder, clients[0]), seed: 3, order) { Relay = relay }], Kills / 2);
    }

    public async Task DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private RunnerOrder Order(string clientId) =>
        new() { Domain = _sandbox["domain"], ConnectionClientId = _sandbox["clientId"], ConnectionSecret = _sandbox["clientSecret"], ClientId = clientId, Twice = true };

    private async Task KillAsync(IEnumerable<KillLane> lanes, int killsEach)
    {
        var all = lanes.ToList();
        await Task.WhenAll(all.Select(lane => lane.RunAsync(killsEach))).WaitAsync(Bound);

        var (killed, lost, second) = (all.Sum(lane => lane.Killed), all.Sum(lane => lane.Lost), all.Sum(lane => lane.Second));
        output.WriteLine($"{killed} kills: {lost} secrets lost, {second} second secrets generated while one was staged");
        Assert.Equal((killsEach * all.Count, 0, 0), (killed, lost, second));
    }
}
