using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox.Cli.PowerShell;
using Auth0Ps.Sandbox.Tests.Support;
using Auth0Ps.Tests.PowerShell;
using Xunit.Abstractions;

namespace Auth0Ps.Tests.SecretStore;

/// <summary>
/// Tenants, real SecretStores and rotating PowerShells, all apart from this process. The PowerShells are killed (SIGKILL) at random moments,
/// within their writes to the store and while a proxy answers in the tenant's place; each time a fresh one reads the live secret from the store,
/// before and after one more run. <c>AUTH0PS_KILLS</c> names another number of kills.
/// </summary>
public sealed class KilledSecretStoreTests(ITestOutputHelper output)
{
    private static int Kills => TestRun.AskedKills ?? TestRun.Either(whole: 12, ordinary: 4);

    [SkippableFact]
    public async Task Whatever_moment_a_PowerShell_is_killed_at_SecretStore_has_the_live_secrets_and_one_more_run_converges()
    {
        // There the store is in a place of the user's that no setting moves.
        Skip.If(OperatingSystem.IsWindows(), "SecretStore's file would be the user's own.");
        Skip.IfNot(
            (Environment.GetEnvironmentVariable("PSModulePath") ?? "").Split(Path.PathSeparator).Any(folder => Directory.Exists(Path.Combine(folder, "Microsoft.PowerShell.SecretStore"))),
            "SecretStore is not on PSModulePath.");
        var search = await TestShell.FindAsync();
        Skip.IfNot(search.Found, search.Reason);

        var seed = Environment.TickCount;
        var lanes = await Task.WhenAll(RunAsync(search.Engine!, isRelayed: false, seed, Kills - (Kills / 2)), RunAsync(search.Engine!, isRelayed: true, seed + 1, Kills / 2));

        var (lost, second, unreadable) = (All(lane => lane.Lost), All(lane => lane.Second), All(lane => lane.Unreadable));
        output.WriteLine(
            $"seed {seed}: {lanes.Sum(lane => lane.Killed)} kills, {lanes.Sum(lane => lane.Aimed)} aimed at a write of the store, {lanes.Sum(lane => lane.WithinWrite)} with the new file half made, {lanes[1].Killed} while a proxy meddled: "
            + $"{lost.Count} live secrets lost, {second.Count} second secrets, {unreadable.Count} entries unreadable");
        Assert.Empty(lost);
        Assert.Empty(second);
        Assert.Empty(unreadable);
        Assert.Equal(Kills, lanes.Sum(lane => lane.Killed));

        List<string> All(Func<StoreKillLane, List<string>> of) => [.. lanes.SelectMany(of)];
    }

    /// <summary>A tenant, a connection to it whose secret is in the store, and three rotations: the connection's own application is one of them.</summary>
    private static async Task<StoreKillLane> RunAsync(PowerShellEngine engine, bool isRelayed, int seed, int kills)
    {
        await using var sandbox = await ServeProcess.StartAsync("--apps", "10", "--rate-limit", "none");
        var (domain, audience, clientId, clientSecret) = (sandbox["domain"], sandbox["audience"], sandbox["clientId"], sandbox["clientSecret"]);
        await using var relay = new RecordingRelay(domain);
        using var live = await LiveSecrets.OpenAsync(domain, audience, clientId, clientSecret);
        var people = await new PlainTenant(domain, audience).PeoplesApplicationsAsync(clientId, clientSecret);
        var clients = new Dictionary<string, string>(StringComparer.Ordinal) { ["plain"] = people[0], ["credential"] = people[1], ["own"] = clientId };

        using var lane = new StoreKillLane(engine, live, clients, new Random(seed)) { Relay = isRelayed ? relay : null };
        Skip.IfNot(await lane.BeginAsync(new { domain = isRelayed ? relay.Domain : domain, audience, clientId, clientSecret, rotated = clients.Values }), "SecretManagement and SecretStore are not installed.");
        await lane.RunAsync(kills);
        return lane;
    }
}
