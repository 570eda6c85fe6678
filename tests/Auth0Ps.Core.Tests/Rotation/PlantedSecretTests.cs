using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>Looks for secrets wherever a rotation leaves something to be seen, but for the vault.</summary>
public sealed class PlantedSecretTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-planted-").FullName;
    private readonly List<string> _seen = [];
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private Tenant _tenant = null!;
    private FolderVault _vault = null!;

    public async Task InitializeAsync()
    {
        _tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = 10, RateLimit = RateLimitProfile.None });
        _vault = new FolderVault(Path.Combine(_folder, "Prod"));
    }

    public async Task DisposeAsync()
    {
        await _tenant.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task No_secret_is_in_a_file_an_argument_the_environment_the_output_or_a_crash()
    {
        var clientId = (await Tenant.ListAsync(await _tenant.OpenAsync())).First(application => application.WhyNotRotatable is null).ClientId;
        _secrets.UnionWith([_tenant.Sandbox.ClientSecret, (await _tenant.LiveSecretAsync(clientId))!]);
        var order = RunnerOrder.For(_tenant.Sandbox, clientId) with { Tells = true };

        await RunAsync(order);
        await RunAsync(order with { DiesAt = nameof(RotationPhase.Applying) });
        await RunAsync(order with { CrashesAt = nameof(RotationPhase.Promoted) });
        await RunAsync(order with { CrashesAt = nameof(RotationPhase.Staged) });
        await RunAsync(order with { HoldsAt = nameof(RotationPhase.Applying) });

        // Refused in Auth0's words and broken off, with what the failure says and its stack.
        _tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 1, Action = FaultAction.Status, Status = 403 });
        await RunAsync(order);
        _tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 1, Action = FaultAction.Status, Status = 400 });
        await RunAsync(order);
        await RunAsync(order);

        // It was looked where there is something to be seen.
        foreach (var sight in new[] { "\"fingerprint\"", "\"verifiedBy\"", "PATCH /api/v2/clients/", "Unhandled exception", "told to crash", "Auth0Ps.RotationRunner.dll", "AUTH0PS_HOME", "Failed Nothing changed" })
            Assert.True(_seen.Exists(text => text.Contains(sight, StringComparison.Ordinal)) || (!OperatingSystem.IsLinux() && sight.StartsWith('A')), $"'{sight}' is not among what was looked at.");
        Assert.True(_secrets.Count >= 6, "the connection's, the first, the key, and the new ones");
        foreach (var secret in _secrets)
        {
            var encoded = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret));
            Assert.DoesNotContain(_seen, text => text.Contains(secret, StringComparison.Ordinal) || text.Contains(encoded, StringComparison.Ordinal));
        }
    }

    private async Task RunAsync(RunnerOrder order)
    {
        using var run = RunnerProcess.Launch(_folder, _folder, order);
        if (OperatingSystem.IsLinux())
            _seen.Add(await File.ReadAllTextAsync($"/proc/{run.Process.Id}/environ"));
        if (order.HoldsAt is not null)
        {
            while (await run.ReadLineAsync() is { } line && line != "Holding")
                _seen.Add(line);
            _seen.AddRange(CommandLines());
            Note();
        }

        run.LetGo();
        _seen.Add(await run.EndAsync());
        Note();
    }

    /// <summary>The secrets that there are now, and all files but the vault's and locks, in which nothing is ever written.</summary>
    private void Note()
    {
        _secrets.UnionWith(_vault.Entries.Where(entry => !entry.EndsWith("-id", StringComparison.Ordinal)).Select(entry => _vault.Text(entry)!));
        _seen.AddRange(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is not (".entry" or ".lock")).Select(File.ReadAllText));
    }

    /// <summary>Those of all processes of the machine, which every user of it may see.</summary>
    private static IEnumerable<string> CommandLines()
    {
        if (!OperatingSystem.IsLinux())
            yield break;
        foreach (var process in Directory.GetDirectories("/proc").Where(folder => Path.GetFileName(folder).All(char.IsAsciiDigit)))
        {
            string text;
            try
            {
                text = File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (IOException)
            {
                // It ended meanwhile.
                continue;
            }

            yield return text;
        }
    }
}
