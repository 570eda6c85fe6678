using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>Real processes beside and after each other, in one vault, and what they leave to be seen.</summary>
public sealed class RunnerProcessTests : IAsyncLifetime
{
    // A run that finds a secret of which no journal tells waits as long as Auth0 may take to spread one: by this clock two seconds.
    private const double FastEnough = 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-runners-").FullName;
    private Tenant _tenant = null!;
    private FolderVault _vault = null!;
    private List<Auth0Application> _applications = null!;

    private string Data => Path.Combine(_folder, "data");

    private string? Final => _vault.Text("billing-client-secret");

    private string? Next => _vault.Text("billing-client-secret-next");

    public async Task InitializeAsync()
    {
        _tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = 10, RateLimit = RateLimitProfile.None, Latency = TimeSpan.FromMilliseconds(60) });
        _vault = new FolderVault(Path.Combine(_folder, "Prod"));
        _applications = (await Tenant.ListAsync(await _tenant.OpenAsync())).FindAll(application => application.WhyNotRotatable is null);
    }

    public async Task DisposeAsync()
    {
        await _tenant.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Two_at_one_client_take_turns_and_the_vault_has_what_the_last_one_made()
    {
        var clientId = _applications[0].ClientId;
        var rounds = TestRun.Either(whole: 2, ordinary: 1);
        for (var round = 0; round < rounds; round++)
        {
            using var one = Run(clientId);
            using var two = Run(clientId);

            Assert.StartsWith("Succeeded", await one.EndAsync(), StringComparison.Ordinal);
            Assert.StartsWith("Succeeded", await two.EndAsync(), StringComparison.Ordinal);
            Assert.Equal(await _tenant.LiveSecretAsync(clientId), Final);
            Assert.Equal(Final, Next);
        }

        Assert.Equal(2 * rounds, _tenant.Sandbox.Requests.Count(request => request.Method == "PATCH"));
    }

    [Theory]
    [LongInlineData(RotationPhase.Leased)]
    [LongInlineData(RotationPhase.Intended)]
    [InlineData(RotationPhase.Staged)]
    [InlineData(RotationPhase.Applying)]
    [LongInlineData(RotationPhase.Promoted)]
    [LongInlineData(RotationPhase.Verified)]
    [LongInlineData(RotationPhase.Recorded)]
    public async Task A_kill_that_takes_the_data_folder_with_it_loses_no_secret(RotationPhase phase)
    {
        var clientId = _applications[0].ClientId;
        Assert.StartsWith("Succeeded", await RunnerProcess.RunHereAsync(_folder, RunnerOrder.For(_tenant.Sandbox, clientId)), StringComparison.Ordinal);
        using (var killed = Run(clientId, phase))
            Assert.DoesNotContain("Succeeded", await killed.EndAsync(), StringComparison.Ordinal);
        Directory.Delete(Data, recursive: true);
        Assert.Contains(await _tenant.LiveSecretAsync(clientId), new[] { Final, Next });

        Assert.StartsWith("Succeeded", await RunnerProcess.RunHereAsync(_folder, RunnerOrder.For(_tenant.Sandbox, clientId) with { Speed = FastEnough }), StringComparison.Ordinal);

        Assert.Equal(await _tenant.LiveSecretAsync(clientId), Final);
        Assert.Equal(Final, Next);
    }

    [Theory]
    [LongInlineData(RotationPhase.Intended)]
    [InlineData(RotationPhase.Applying)]
    [LongInlineData(RotationPhase.Promoted)]
    public async Task A_connection_rotating_its_own_application_that_is_killed_and_loses_the_data_folder_finds_its_way_back(RotationPhase phase)
    {
        var own = await OwnAsync();
        using (var killed = RunnerProcess.Launch(_folder, _folder, own with { DiesAt = phase.ToString() }))
            Assert.Empty(await killed.EndAsync());
        Directory.Delete(Data, recursive: true);

        await AssertConvergesAsync(own, staged: null);
    }

    [Fact]
    public async Task And_so_does_one_that_is_killed_once_Auth0_has_taken_a_secret_that_is_only_in_the_next_entry()
    {
        var own = await OwnAsync();

        // Auth0 changes the secret, and the line breaks, as often as a run bears with it.
        _tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 4, Action = FaultAction.DropAfter });
        string? staged = null;
        using (var killed = RunnerProcess.Launch(_folder, _folder, own))
        {
            await WaitAsync(async () => (staged = Next) is not null && await IsLiveAsync(own.ClientId, staged));
            killed.Process.Kill();
            await killed.EndAsync();
        }

        Directory.Delete(Data, recursive: true);
        Assert.False(await IsLiveAsync(own.ClientId, _vault.Text("connection")!), "what the connection is to sign in with is dead");

        await AssertConvergesAsync(own, staged);
    }

    private static async Task WaitAsync(Func<Task<bool>> condition)
    {
        var deadline = DateTime.UtcNow.AddMinutes(1);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "It did not come about within a minute.");
            await Task.Delay(20);
        }
    }

    /// <summary>The connection's own application, with its secret in the vault.</summary>
    private async Task<RunnerOrder> OwnAsync()
    {
        await using var entries = await _vault.OpenAsync(CancellationToken.None);
        await entries.WriteAsync("connection", new(Tenant.Protect(_tenant.Sandbox.ClientSecret)), mayRemoveFirst: true, CancellationToken.None);
        return RunnerOrder.For(_tenant.Sandbox, _tenant.Sandbox.ClientId) with { ConnectionSecret = null };
    }

    private async Task AssertConvergesAsync(RunnerOrder own, string? staged)
    {
        Assert.StartsWith("Succeeded", await RunnerProcess.RunHereAsync(_folder, own with { Speed = FastEnough }), StringComparison.Ordinal);
        Assert.Equal(Final, _vault.Text("connection"));
        Assert.True(await IsLiveAsync(own.ClientId, Final!));
        Assert.Equal(staged ?? Final, Final);
        Assert.Equal(Final, Next);
        Assert.Equal(Final, _vault.Text("connection-next"));
    }

    private async Task<bool> IsLiveAsync(string clientId, string secret) =>
        await _tenant.SignInAsync(clientId, secret, _tenant.Sandbox.Audience) == System.Net.HttpStatusCode.OK;

    private RunnerProcess Run(string clientId, RotationPhase? diesAt = null) =>
        RunnerProcess.Start(_tenant.Sandbox, _folder, clientId, diesAt);
}
