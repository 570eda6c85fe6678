using System.Diagnostics;
using System.Globalization;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Rotation;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Sandbox;
using Auth0Ps.State;
using Xunit.Abstractions;

namespace Auth0Ps.Core.Tests.State;

/// <summary>
/// Runner processes with empty homes, one server, one tenant and one vault that all of them reach. They and the server are killed at random moments, and
/// each rotation that is due is done once. <c>AUTH0PS_KILLS</c> names another number of kills; every tenth is one of the server. An ordinary run has few of
/// them, and one kind of server.
/// </summary>
public abstract class ManyRunnersTests : IAsyncLifetime
{
    private const int Runners = 3;
    private const int KillsOfRound = 12;

    // What ends by itself ends soon: a lease, a request that hangs, a secret that spreads.
    private static readonly TimeLimits Limits = new()
    {
        SharedLease = TimeSpan.FromSeconds(5),
        LeaseMargin = TimeSpan.FromSeconds(2),
        VaultWrite = TimeSpan.FromSeconds(3),
        Spreading = TimeSpan.FromSeconds(1),
        StateServer = TimeSpan.FromSeconds(60),
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-many-").FullName;
    private readonly ISharedServer _server;
    private readonly ITestOutputHelper _output;
    private Tenant _tenant = null!;
    private FolderVault _vault = null!;
    private IStateStore _store = null!;
    private Auth0State _state = null!;
    private Auth0Connection _connection = null!;
    private string _place = "";
    private int _homes;

    private protected ManyRunnersTests(ISharedServer server, ITestOutputHelper output) => (_server, _output) = (server, output);

    private static bool IsThorough => TestRun.IsWhole || TestRun.AskedKills is not null;

    private static int Kills => TestRun.AskedKills ?? TestRun.Either(whole: 12, ordinary: 2);

    private string? WhyNot => IsThorough || _server is PostgreSqlServer ? _server.WhyNot : TestRun.WhyNot;

    private int Patches => _tenant.Sandbox.Requests.Count(static request => request.Method == "PATCH");

    public async Task InitializeAsync()
    {
        _vault = new FolderVault(Path.Combine(_folder, "Prod")).KeepingRecordOfWrites();
        await StartTenantAsync(applications: IsThorough ? 50 : 15, RateLimitProfile.None);
    }

    private async Task StartTenantAsync(int applications, RateLimitProfile limit)
    {
        _tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = applications, RateLimit = limit, Latency = TimeSpan.FromMilliseconds(15) });
        if (WhyNot is not null)
            return;
        (_store as IDisposable)?.Dispose();
        _place = _server.NewPlace();
        _store = _server.Open(_place, Limits);
        _state = new Auth0State(new DataFolder(Path.Combine(_folder, "data"), Path.Combine(_folder, "locks")), _store, limits: Limits) { Vaults = new FolderVaults(_vault) };
        await using (var entries = await _vault.OpenAsync(CancellationToken.None))
            await entries.WriteAsync("connection", new(Tenant.Protect(_tenant.Sandbox.ClientSecret)), mayRemoveFirst: true, CancellationToken.None);
        _connection = await new ConnectionFactory(_state).CreateAsync(
            new ConnectionRequest { Name = "runner", Domain = _tenant.Sandbox.Domain, ClientId = _tenant.Sandbox.ClientId, Vault = _vault.Name, SecretName = "connection" }, skipTest: true, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        (_store as IDisposable)?.Dispose();
        await _tenant.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task Each_rotation_that_is_due_is_done_once_whoever_is_killed()
    {
        Skip.If(WhyNot is not null, WhyNot);
        var applications = (await Tenant.ListAsync(await _tenant.OpenAsync())).FindAll(application => application.WhyNotRotatable is null && application.ClientId != _tenant.Sandbox.LimitedClientId);
        foreach (var application in applications)
            await SaveAsync(application.ClientId);
        var random = new Random(20261128);
        var (killed, killedServers, rounds) = (0, 0, 0);
        while (killed < Kills)
        {
            if (rounds++ > 0)
                await MakeDueAsync();
            var goal = Math.Min(Kills, killed + KillsOfRound);
            var runners = new RunnerProcess?[Runners];
            while (true)
            {
                for (var number = 0; number < Runners; number++)
                {
                    if (runners[number] is { Process.HasExited: false })
                        continue;
                    runners[number]?.Dispose();
                    runners[number] = killed < goal ? Start() : null;
                }

                if (killed >= goal || !_state.Rotations.All.Any(static rotation => rotation.LastRotationJobId is null || rotation.IsDue(DateTimeOffset.UtcNow)))
                    break;
                var victim = runners[random.Next(Runners)]!;
                if (await victim.ReadLineAsync() is null)
                    continue;
                await Task.Delay(random.Next(300));
                if (killed % 10 == 3 && killedServers <= killed / 10)
                {
                    await _server.BreakAsync();
                    killedServers++;
                    await Task.Delay(random.Next(500));
                    await _server.StartAsync();
                }

                if (victim.Process.HasExited)
                    continue;
                victim.Process.Kill();
                await victim.Process.WaitForExitAsync();
                killed++;
                await AssertNothingLostAsync(applications[random.Next(applications.Count)].ClientId);
            }

            foreach (var runner in runners.OfType<RunnerProcess>())
            {
                runner.Process.Kill();
                runner.Dispose();
            }

            using (var last = Start())
                _output.WriteLine($"Round {rounds}, the last runner: {(await EndAsync(last)).Count(static line => line == '\n')} lines");
            await AssertDoneOnceAsync(rounds);

            // Nothing is left to be killed in the middle of where the kills were too few.
            if (killed < goal)
                _output.WriteLine($"Round {rounds} was over after {killed} kills.");
        }

        _output.WriteLine($"{rounds * applications.Count} rotations due, {killed} runners and {killedServers} servers killed, {Patches} changes sent");
        Assert.True(killed >= Kills);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_runner_that_is_stopped_before_it_sends_until_its_lease_has_ended_sends_nothing(bool isSuccessorFirst)
    {
        Skip.If(WhyNot is not null, WhyNot);
        Skip.If(OperatingSystem.IsWindows(), "Windows stops no process by a signal.");
        var clientId = (await Tenant.ListAsync(await _tenant.OpenAsync())).First(application => application.WhyNotRotatable is null).ClientId;
        var rotation = await SaveAsync(clientId);
        using var stopped = Start(static order => order with { HoldsAt = nameof(RotationPhase.Applying), Lease = TimeSpan.FromMinutes(1) });
        await ReadUntilAsync(stopped, "Holding");
        Signal(stopped, "STOP");

        // Its time is over, and nobody renews it.
        _server.EndLeases(_place);
        var staged = _vault.Text($"{rotation.Name}-client-secret-next");

        if (isSuccessorFirst)
            await SucceedAsync();
        Signal(stopped, "CONT");
        var said = await EndAsync(stopped);
        Assert.Equal(isSuccessorFirst ? 1 : 0, Patches);
        if (!isSuccessorFirst)
            await SucceedAsync();

        Assert.Contains("lost", said, StringComparison.Ordinal);
        Assert.Equal(1, Patches);
        Assert.Equal(staged, _vault.Text($"{rotation.Name}-client-secret"));
        await AssertDoneOnceAsync(1);

        async Task SucceedAsync()
        {
            using var successor = Start();
            Assert.Contains($"Succeeded {rotation.Name}", await EndAsync(successor), StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task A_runner_does_not_wait_for_what_a_living_one_is_at_work_on()
    {
        Skip.If(WhyNot is not null, WhyNot);
        var applications = (await Tenant.ListAsync(await _tenant.OpenAsync())).FindAll(static application => application.WhyNotRotatable is null).Take(3).ToList();
        var held = await SaveAsync(applications[0].ClientId);
        using var busy = Start(static order => order with { HoldsAt = nameof(RotationPhase.Staged), Lease = TimeSpan.FromSeconds(15) });
        await ReadUntilAsync(busy, "Holding");
        foreach (var application in applications.Skip(1))
            await SaveAsync(application.ClientId);

        using var free = Start();
        var said = await EndAsync(free);

        Assert.Equal(2, said.Split('\n').Count(static line => line.StartsWith("Succeeded", StringComparison.Ordinal)));
        Assert.Contains($"Skipped {held.Name} Left alone: another process is at work on it.", said, StringComparison.Ordinal);
        Assert.Contains($"Succeeded {held.Name}", await EndAsync(busy), StringComparison.Ordinal);
        await AssertDoneOnceAsync(1);
    }

    /// <summary>Four runners rotate at once what a tenant allows fewer requests for than they could send: a bucket of ten that refills with ten a second.</summary>
    protected async Task ShareAnAllowanceAsync()
    {
        Skip.IfNot(IsThorough, TestRun.WhyNot);
        Skip.If(WhyNot is not null, WhyNot);
        await _tenant.DisposeAsync();
        await StartTenantAsync(applications: 100, RateLimitProfile.PerSecond(10));
        var applications = (await Tenant.ListAsync(await _tenant.OpenAsync())).FindAll(application => application.WhyNotRotatable is null && application.ClientId != _tenant.Sandbox.LimitedClientId);
        foreach (var application in applications)
            await SaveAsync(application.ClientId);

        var runners = Enumerable.Range(0, 4).Select(_ => Start(static order => order with { AtOnce = 8 })).ToList();
        var said = string.Concat(await Task.WhenAll(runners.Select(EndAsync)));
        runners.ForEach(static runner => runner.Dispose());

        Assert.Equal(applications.Count, said.Split('\n').Count(static line => line.StartsWith("Succeeded", StringComparison.Ordinal)));
        Assert.DoesNotContain("Failed", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Interrupted", said, StringComparison.Ordinal);

        // By what the tenant wrote down: it would refuse a look at each secret, too.
        Assert.Equal(applications.Count, _tenant.Sandbox.Requests.Count(static request => request is { Method: "PATCH", Status: 200 }));
        foreach (var rotation in _state.Rotations.All)
        {
            Assert.Equal(RotationStatus.Succeeded, rotation.RotationStatus);
            Assert.Equal(1, _vault.ValuesWritten($"{rotation.Name}-client-secret-next"));
            Assert.Equal(_vault.Text($"{rotation.Name}-client-secret-next"), _vault.Text($"{rotation.Name}-client-secret"));
        }
    }

    private static async Task ReadUntilAsync(RunnerProcess runner, string line)
    {
        var before = new List<string>();
        while (await runner.ReadLineAsync() is { } said)
        {
            if (said == line)
                return;
            before.Add(said);
        }

        Assert.Fail($"It did not say '{line}' but: {string.Join(' ', before)} {await runner.EndAsync()}");
    }

    private static async Task<string> EndAsync(RunnerProcess runner)
    {
        runner.LetGo();
        return await runner.EndAsync();
    }

    private static void Signal(RunnerProcess runner, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", runner.Process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Starts one with a home and a data folder of its own.</summary>
    private RunnerProcess Start(Func<RunnerOrder, RunnerOrder>? with = null)
    {
        var home = Directory.CreateDirectory(Path.Combine(_folder, $"home{++_homes}")).FullName;
        var order = new RunnerOrder
        {
            Domain = _tenant.Sandbox.Domain,
            ConnectionClientId = _tenant.Sandbox.ClientId,
            ClientId = "",
            State = _server.UriOf(_place),
            Lease = Limits.SharedLease,
        };
        return RunnerProcess.Launch(_folder, home, with?.Invoke(order) ?? order, [("AUTH0PS_HOME", Path.Combine(home, "data")), .. _server.Environment]);
    }

    private Task<Auth0SecretRotation> SaveAsync(string clientId) => _state.Rotations.AddAsync(
        new RotationRequest { Vault = _vault.Name }.Build(former: null, _connection, clientId, $"r-{clientId.ToLowerInvariant()}", DateTimeOffset.UtcNow.AddDays(-40)), CancellationToken.None);

    private async Task MakeDueAsync()
    {
        var now = DateTimeOffset.UtcNow;
        foreach (var rotation in _state.Rotations.All)
        {
            var changed = new RotationRequest { NextRotationAt = now.AddHours(-1) }.Build(rotation, connection: null, rotation.ClientId, rotation.Name, now);
            await _state.Rotations.ReplaceAsync(changed with { DueAt = RotationSchedule.FirstSlot(changed) }, moves: false, CancellationToken.None);
        }
    }

    /// <summary>At any instant, whatever happened, the live secret can be read from the vault once the client was first rotated.</summary>
    private async Task AssertNothingLostAsync(string clientId)
    {
        if (_vault.Text($"r-{clientId.ToLowerInvariant()}-client-secret-next") is not { } next)
            return;
        var (live, final) = (await _tenant.LiveSecretAsync(clientId), _vault.Text($"r-{clientId.ToLowerInvariant()}-client-secret"));
        if (final is not null)
            Assert.Contains(live, new[] { final, next, _vault.Text($"r-{clientId.ToLowerInvariant()}-client-secret") });
    }

    /// <summary>Everything is settled, and each rotation made one secret for each time that it was due.</summary>
    private async Task AssertDoneOnceAsync(int times)
    {
        var now = DateTimeOffset.UtcNow;
        var jobs = _store.History.NewestFirst().Where(static record => record.Status == RotationStatus.Succeeded).ToLookup(static record => record.RotationId!.Value, static record => record.JobId);
        foreach (var rotation in _state.Rotations.All)
        {
            var entry = $"{rotation.Name}-client-secret";
            Assert.True(rotation is { RotationStatus: RotationStatus.Succeeded } && !rotation.IsDue(now), $"{rotation.Name}: {rotation.State} {rotation.LastRotationMessage}");
            Assert.Equal(await _tenant.LiveSecretAsync(rotation.ClientId), _vault.Text(entry));
            Assert.Equal(_vault.Text(entry), _vault.Text(entry + "-next"));
            Assert.Equal(times, jobs[rotation.Id].Distinct().Count());
            Assert.Equal(times, _vault.ValuesWritten(entry + "-next"));
        }
    }
}

/// <summary>With the state in PostgreSQL.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed class ManyRunnersOnPostgreSqlTests(PostgreSqlServer server, ITestOutputHelper output) : ManyRunnersTests(server, output)
{
    [SkippableFact]
    public Task Four_runners_share_an_allowance_and_no_refusal_for_it_reaches_anyone() => ShareAnAllowanceAsync();
}

/// <summary>With the state in Azure Blob Storage.</summary>
[Collection(AzureBlobTests.Name)]
public sealed class ManyRunnersOnAzureBlobTests(Azurite server, ITestOutputHelper output) : ManyRunnersTests(server, output);
