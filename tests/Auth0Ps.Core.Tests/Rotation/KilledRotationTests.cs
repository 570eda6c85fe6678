using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;
using Xunit.Abstractions;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>
/// Kills real processes (SIGKILL) at every phase boundary and at random moments, and looks every time: the live secret is in the vault, before
/// and after one more run. <c>AUTH0PS_KILLS</c> names another number of kills.
/// </summary>
public sealed class KilledRotationTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int UsualKills = 24;

    private static readonly RotationPhase[] Boundaries =
        [RotationPhase.Leased, RotationPhase.Intended, RotationPhase.Staged, RotationPhase.Applying, RotationPhase.Promoted, RotationPhase.Verified, RotationPhase.Recorded];

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-kills-").FullName;
    private readonly Random _random = new(20261121);
    private Tenant _tenant = null!;
    private FolderVault _vault = null!;

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("AUTH0PS_KILLS"), CultureInfo.InvariantCulture, out var asked) ? asked : UsualKills;

    public async Task InitializeAsync()
    {
        _tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = 10, RateLimit = RateLimitProfile.None });
        _vault = new FolderVault(Path.Combine(_folder, "Prod"));
    }

    [Fact]
    public async Task Whatever_moment_a_process_is_killed_at_no_secret_is_lost_and_one_more_run_converges()
    {
        var application = (await Tenant.ListAsync(await _tenant.OpenAsync())).First(found => found.WhyNotRotatable is null);
        var order = new { _tenant.Sandbox.Domain, ConnectionClientId = _tenant.Sandbox.ClientId, ConnectionSecret = _tenant.Sandbox.ClientSecret, application.ClientId };

        await KillAsync(application.ClientId, dies => Run(order.ConnectionClientId, order.ConnectionSecret, order.ClientId, dies), Kills);
    }

    [Fact]
    public async Task A_connection_that_rotates_its_own_application_survives_kills_as_well()
    {
        var clientId = _tenant.Sandbox.ClientId;
        await using (var entries = await _vault.OpenAsync(CancellationToken.None))
            await entries.WriteAsync("connection", new(Tenant.Protect(_tenant.Sandbox.ClientSecret)), CancellationToken.None);

        await KillAsync(clientId, dies => Run(clientId, secret: null, clientId, dies), Kills / 2);
    }

    public async Task DisposeAsync()
    {
        await _tenant.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task KillAsync(string clientId, Func<Death?, Process> run, int kills)
    {
        var (lost, second, killed) = (0, 0, 0);
        Assert.StartsWith("Succeeded", await EndAsync(run(null)), StringComparison.Ordinal);
        for (var i = 0; i < kills; i++)
        {
            var death = i < Boundaries.Length * 2
                ? new Death(Boundaries[i % Boundaries.Length], null)
                : new Death(null, _random.NextDouble() * 250);
            await EndAsync(run(death));
            killed++;
            var staged = Pending;
            lost += await IsLostAsync(clientId) ? 1 : 0;

            // One more run, with nobody to kill it.
            var said = await EndAsync(run(null));
            Assert.True(said.StartsWith("Succeeded", StringComparison.Ordinal), $"After {death}: {said}");
            lost += await IsLostAsync(clientId) || Pending is not null ? 1 : 0;
            second += staged is not null && staged != _vault.Text("billing-client-secret") ? 1 : 0;
        }

        output.WriteLine($"{killed} kills: {lost} secrets lost, {second} second secrets generated while one was staged");
        Assert.Equal((0, 0), (lost, second));
    }

    private string? Pending => _vault.Text("billing-client-secret-pending");

    /// <summary>Asked of the tenant with plain requests, without any of the code under test.</summary>
    private async Task<bool> IsLostAsync(string clientId)
    {
        var vaulted = new[] { _vault.Text("billing-client-secret"), Pending, _vault.Text("connection"), _vault.Text("connection-pending") };
        foreach (var secret in vaulted.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            // Whether the application has a grant or not, a wrong secret is told from a right one.
            if (await _tenant.SignInAsync(clientId, secret, _tenant.Sandbox.Audience) != System.Net.HttpStatusCode.Unauthorized)
                return false;
        }

        return true;
    }

    private Process Run(string connectionClientId, string? secret, string clientId, Death? death)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(RunnerFolder, "Auth0Ps.RotationRunner.dll"));
        start.Environment["AUTH0PS_HOME"] = Path.Combine(_folder, "data");
        start.Environment["HOME"] = _folder;
        start.Environment["DOTNET_TieredPGO"] = "0";
        var process = Process.Start(start)!;
        process.StandardInput.Write(JsonSerializer.Serialize(new
        {
            _tenant.Sandbox.Domain,
            ConnectionClientId = connectionClientId,
            ConnectionSecret = secret,
            ClientId = clientId,
            VaultFolder = Path.Combine(_folder, "Prod"),
            Resumes = false,
            DiesAt = death?.At?.ToString(),
            DiesAfter = death?.After,
        }));
        process.StandardInput.Close();
        return process;
    }

    private static async Task<string> EndAsync(Process process)
    {
        using (process)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return await output + await errors;
        }
    }

    /// <summary>tests/Auth0Ps.RotationRunner/bin/CONFIGURATION/FRAMEWORK, beside this project's.</summary>
    private static string RunnerFolder
    {
        get
        {
            var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            var tests = own.Parent!.Parent!.Parent!.Parent!.FullName;
            return Path.Combine(tests, "Auth0Ps.RotationRunner", "bin", own.Parent.Name, own.Name);
        }
    }

    private sealed record Death(RotationPhase? At, double? After);
}
