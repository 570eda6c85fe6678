using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>Real processes beside and after each other, in one vault, and what they leave to be seen.</summary>
public sealed class RunnerProcessTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-runners-").FullName;
    private Tenant _tenant = null!;
    private FolderVault _vault = null!;
    private List<Auth0Application> _applications = null!;

    private string Data => Path.Combine(_folder, "data");

    private string? Final => _vault.Text("billing-client-secret");

    private string? Pending => _vault.Text("billing-client-secret-pending");

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
        for (var round = 0; round < 2; round++)
        {
            using var one = Run(clientId);
            using var two = Run(clientId);

            Assert.StartsWith("Succeeded", await one.EndAsync(), StringComparison.Ordinal);
            Assert.StartsWith("Succeeded", await two.EndAsync(), StringComparison.Ordinal);
            Assert.Equal(await _tenant.LiveSecretAsync(clientId), Final);
            Assert.Null(Pending);
        }

        Assert.Equal(4, _tenant.Sandbox.Requests.Count(request => request.Method == "PATCH"));
    }

    [Theory]
    [InlineData(RotationPhase.Leased)]
    [InlineData(RotationPhase.Intended)]
    [InlineData(RotationPhase.Staged)]
    [InlineData(RotationPhase.Applying)]
    [InlineData(RotationPhase.Promoted)]
    [InlineData(RotationPhase.Verified)]
    [InlineData(RotationPhase.Recorded)]
    public async Task A_kill_that_takes_the_data_folder_with_it_loses_no_secret(RotationPhase phase)
    {
        var clientId = _applications[0].ClientId;
        using (var first = Run(clientId))
            Assert.StartsWith("Succeeded", await first.EndAsync(), StringComparison.Ordinal);
        using (var killed = Run(clientId, phase))
            Assert.DoesNotContain("Succeeded", await killed.EndAsync(), StringComparison.Ordinal);
        Directory.Delete(Data, recursive: true);
        Assert.Contains(await _tenant.LiveSecretAsync(clientId), new[] { Final, Pending });

        using var next = Run(clientId);
        Assert.StartsWith("Succeeded", await next.EndAsync(), StringComparison.Ordinal);

        Assert.Equal(await _tenant.LiveSecretAsync(clientId), Final);
        Assert.Null(Pending);
    }

    [Fact]
    public async Task No_secret_is_in_a_file_an_argument_the_environment_or_the_output()
    {
        var clientId = _applications[0].ClientId;
        var secrets = new HashSet<string>(StringComparer.Ordinal) { _tenant.Sandbox.ClientSecret, (await _tenant.LiveSecretAsync(clientId))! };
        var seen = new List<string>();
        foreach (var phase in new RotationPhase?[] { RotationPhase.Applying, RotationPhase.Promoted, null })
        {
            using var run = Run(clientId, phase);
            if (OperatingSystem.IsLinux())
                seen.AddRange(await PublicPartsAsync(run.Process.Id));
            seen.Add(await run.EndAsync());
            secrets.UnionWith(_vault.Entries.Where(entry => !entry.EndsWith("-id", StringComparison.Ordinal)).Select(entry => _vault.Text(entry)!));
            seen.AddRange(await Task.WhenAll(Directory.GetFiles(Data, "*", SearchOption.AllDirectories).Select(file => File.ReadAllTextAsync(file))));
        }

        Assert.True(secrets.Count >= 4, "the connection's, the first, the key, and the new ones");
        Assert.Contains(seen, text => text.Contains("\"fingerprint\"", StringComparison.Ordinal));
        foreach (var secret in secrets)
            Assert.DoesNotContain(seen, text => text.Contains(secret, StringComparison.Ordinal));
    }

    private RunnerProcess Run(string clientId, RotationPhase? diesAt = null) =>
        RunnerProcess.Start(_tenant.Sandbox, _folder, clientId, diesAt);

    /// <summary>What every user of the machine may see of a process.</summary>
    private static async Task<IEnumerable<string>> PublicPartsAsync(int process) =>
        [await File.ReadAllTextAsync($"/proc/{process}/cmdline"), await File.ReadAllTextAsync($"/proc/{process}/environ")];
}
