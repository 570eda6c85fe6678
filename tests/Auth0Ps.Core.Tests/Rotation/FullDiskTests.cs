using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>A file system that really is full (ENOSPC), under the data folder or under the vault, at whatever write it fills up.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-full-").FullName;
    private Tenant _tenant = null!;

    public async Task InitializeAsync() => _tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = 10, RateLimit = RateLimitProfile.None });

    public async Task DisposeAsync()
    {
        await _tenant.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableTheory]
    [InlineData("data")]
    [InlineData("Prod")]
    public async Task No_secret_is_lost_and_once_there_is_room_one_run_converges(string what)
    {
        using var disk = await SmallDisk.MountAsync();
        Skip.If(disk is null, "No file system can be mounted here.");
        Directory.CreateSymbolicLink(Path.Combine(_folder, what), Directory.CreateDirectory(Path.Combine(disk.Folder, what)).FullName);
        var clientId = (await Tenant.ListAsync(await _tenant.OpenAsync())).First(application => application.WhyNotRotatable is null).ClientId;
        var vault = new FolderVault(Path.Combine(_folder, "Prod"));
        Assert.StartsWith("Succeeded", await RunHereAsync(clientId), StringComparison.Ordinal);
        var failed = 0;

        // From none to as much as a run needs.
        for (var pages = 0; pages < 6; pages += TestRun.Either(whole: 1, ordinary: 4))
        {
            var (old, patches) = (await _tenant.LiveSecretAsync(clientId), Patches);
            disk.Fill(pages);
            var said = await RunAsync(clientId);
            var (live, staged) = (await _tenant.LiveSecretAsync(clientId), vault.Text("billing-client-secret-next"));
            var isSettled = staged == vault.Text("billing-client-secret");

            Assert.Contains(live, new[] { vault.Text("billing-client-secret"), staged });
            failed += said.StartsWith("Succeeded", StringComparison.Ordinal) ? 0 : 1;
            if (pages == 0)
                Assert.Equal((patches, old, false), (Patches, live, said.StartsWith("Succeeded", StringComparison.Ordinal)));
            if (said.StartsWith("Failed", StringComparison.Ordinal))
                Assert.Equal(old, live);

            disk.Free();
            Assert.StartsWith("Succeeded", await RunHereAsync(clientId), StringComparison.Ordinal);
            Assert.Equal(await _tenant.LiveSecretAsync(clientId), vault.Text("billing-client-secret"));
            Assert.Equal(isSettled || staged is null ? vault.Text("billing-client-secret") : staged, vault.Text("billing-client-secret"));
            Assert.Equal(vault.Text("billing-client-secret"), vault.Text("billing-client-secret-next"));
        }

        Assert.True(failed > 0, "the disk was full");
    }

    private int Patches => _tenant.Sandbox.Requests.Count(request => request.Method == "PATCH");

    private Task<string> RunHereAsync(string clientId) => RunnerProcess.RunHereAsync(_folder, RunnerOrder.For(_tenant.Sandbox, clientId));

    private async Task<string> RunAsync(string clientId)
    {
        using var run = RunnerProcess.Start(_tenant.Sandbox, _folder, clientId);
        return await run.EndAsync();
    }
}
