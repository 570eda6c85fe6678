using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox.Tests.Support;
using Xunit.Abstractions;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>
/// Processes that undo a rotation and are killed in the middle of that: at each phase, and then at random moments. <c>AUTH0PS_KILLS</c> names another
/// number of kills.
/// </summary>
public sealed class KilledUndoTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly RotationPhase[] Boundaries =
        [RotationPhase.Leased, RotationPhase.Intended, RotationPhase.Staged, RotationPhase.Applying, RotationPhase.Promoted, RotationPhase.Verified, RotationPhase.Recorded];

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-undo-kills-").FullName;
    private ServeProcess _sandbox = null!;
    private PlainTenant _tenant = null!;
    private FolderVault _vault = null!;

    private static int Kills => TestRun.AskedKills ?? TestRun.Either(whole: 28, ordinary: Boundaries.Length);

    private string? Final => _vault.Text("billing-client-secret");

    private string? Next => _vault.Text("billing-client-secret-next");

    private string? Previous => _vault.Text("billing-client-secret-previous");

    public async Task InitializeAsync()
    {
        _sandbox = await ServeProcess.StartAsync("--apps", "10", "--rate-limit", "none");
        _tenant = new PlainTenant(_sandbox["domain"], _sandbox["audience"]);
        _vault = new FolderVault(Path.Combine(_folder, "Prod"));
    }

    public async Task DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task One_more_run_finishes_it_with_the_same_two_secrets_and_neither_is_lost()
    {
        var client = (await _tenant.PeoplesApplicationsAsync(_sandbox["clientId"], _sandbox["clientSecret"]))[0];
        var order = new RunnerOrder { Domain = _sandbox["domain"], ConnectionClientId = _sandbox["clientId"], ConnectionSecret = _sandbox["clientSecret"], ClientId = client, KeepsPrevious = true };
        Assert.StartsWith("Succeeded", await RunAsync(order), StringComparison.Ordinal);
        var (killed, lost, third, begun, random, span) = (0, 0, 0, 0, new Random(20261128), 120.0);
        for (var run = 0; killed < Kills; run++)
        {
            Assert.True(run < (2 * Kills) + 20, "So many undos are not killed.");
            var phase = run < Boundaries.Length ? Boundaries[run] : RotationPhase.None;
            var mortal = order with { Undoes = true, DiesAt = phase == RotationPhase.None ? null : phase.ToString(), DiesAfter = phase == RotationPhase.None ? random.NextDouble() * span : null };
            Assert.StartsWith("Succeeded", await RunAsync(order), StringComparison.Ordinal);
            var (former, live) = (Previous!, Final!);
            Assert.NotEqual(former, live);
            using var process = RunnerProcess.Launch(_folder, _folder, mortal);
            process.LetGo();
            var isKilled = (await process.EndAsync()).Length == 0;
            Assert.True(isKilled || phase == RotationPhase.None, $"No kill at {phase}.");
            killed += isKilled ? 1 : 0;
            span *= isKilled ? 1.05 : 0.8;
            lost += await _tenant.IsLiveAsync(client, Final!) || await _tenant.IsLiveAsync(client, Next!) ? 0 : 1;
            third += Strangers(former, live);

            // What was begun is finished by either command; what was not can be asked for again.
            var isOpen = phase is >= RotationPhase.Intended and < RotationPhase.Recorded;
            var finished = await RunAsync(order with { Resumes = !isOpen || run % 2 == 0 });
            Assert.Matches(isOpen ? "^Succeeded Undone" : "^(Succeeded Undone|Nothing)", finished);
            begun += Final == former ? 1 : 0;
            if (Final == live)
                Assert.StartsWith("Succeeded Undone", await RunAsync(order with { Undoes = true }), StringComparison.Ordinal);
            third += Strangers(former, live);
            Assert.Equal((former, former, live), (Final, Next, Previous));
            Assert.True(await _tenant.IsLiveAsync(client, former));
            Assert.False(await _tenant.IsLiveAsync(client, live));
        }

        output.WriteLine($"{killed} undos killed, {begun} of them had begun: {lost} secrets lost, {third} third secrets");
        Assert.Equal((Kills, 0, 0), (killed, lost, third));
        Assert.Matches("^Failed .*undone already", await RunAsync(order with { Undoes = true }));
    }

    private int Strangers(string former, string live) => new[] { Final, Next, Previous }.Count(text => text != former && text != live);

    private Task<string> RunAsync(RunnerOrder order) => RunnerProcess.RunHereAsync(_folder, order);
}
