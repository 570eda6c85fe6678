using Auth0Ps.Core.Tests.Hooks;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Hooks;
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
        await RunHereAsync(order);
        _tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 1, Action = FaultAction.Status, Status = 400 });
        await RunHereAsync(order);
        await RunHereAsync(order);

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

    [UnixFact]
    public async Task No_secret_is_in_what_a_hook_is_told_its_arguments_its_environment_or_the_outbox()
    {
        const string Variable = "planted-in-the-environment-of-the-run-0123456789";
        const string SigningKey = "whsec_cGxhbnRlZC1zaWduaW5nLWtleS0wMTIzNDU2Nzg5MDEyMzQ1Njc4OQ==";
        await using var receiver = new HookReceiver();
        var clientId = (await Tenant.ListAsync(await _tenant.OpenAsync())).First(application => application.WhyNotRotatable is null).ClientId;
        _secrets.UnionWith([_tenant.Sandbox.ClientSecret, (await _tenant.LiveSecretAsync(clientId))!, Variable]);
        await using (var entries = await _vault.OpenAsync(CancellationToken.None))
            await entries.WriteAsync("signing-key", new(Tenant.Protect(SigningKey)), mayRemoveFirst: true, CancellationToken.None);
        var script = Path.Combine(_folder, "hook.sh");
        var told = Path.Combine(_folder, "told.txt");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\n{{ cat; echo \"arguments: $# $*\"; env; cat /proc/[0-9]*/cmdline | tr '\\0' ' '; }} >> {told} 2>/dev/null\nexit 0\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var state = TestState.New(Path.Combine(_folder, "data"), new FolderVaults(_vault), locks: Path.Combine(_folder, ".local", "share", "Auth0Ps"));
        foreach (var request in new[]
        {
            new RotationHookRequest { Name = "script", On = Enum.GetValues<RotationEvent>(), ScriptPath = script },
            new RotationHookRequest { Name = "web", On = Enum.GetValues<RotationEvent>(), Uri = receiver.Uri, Vault = "Prod", SecretName = "signing-key" },
        })
        {
            await state.Hooks.AddAsync(request.Build(DateTimeOffset.UtcNow), replaces: false, CancellationToken.None);
        }

        var order = RunnerOrder.For(_tenant.Sandbox, clientId) with { Delivers = true };

        // Announced, made live, refused in words of which some were sent, and interrupted.
        await DeliverAsync(order with { AnnounceFor = TimeSpan.FromDays(1) });
        await DeliverAsync(order with { AppliesAtOnce = true });
        _tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 1, Action = FaultAction.Status, Status = 400 });
        await DeliverAsync(order);
        _tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 1, Action = FaultAction.Status, Status = 403, Body = "<html>blocked</html>" });
        _tenant.Sandbox.AddFault(new FaultRule { Method = "GET", Path = "/api/v2/clients/*", Times = 50, Action = FaultAction.Status, Status = 403, Body = "<html>blocked</html>" });
        await DeliverAsync(order);
        _seen.AddRange(receiver.Received.Select(request => request.Head + request.Body));

        foreach (var sight in new[] { "\"event\":\"Announced\"", "\"event\":\"Succeeded\"", "\"event\":\"Failed\"", "\"event\":\"Interrupted\"", "arguments: 0 \n", "AUTH0PS_HOME=", "Auth0Ps.RotationRunner.dll", "webhook-signature: v1,", "\"hookId\"" })
            Assert.True(_seen.Exists(text => text.Contains(sight, StringComparison.Ordinal)) || (!OperatingSystem.IsLinux() && sight.StartsWith("Auth0Ps.", StringComparison.Ordinal)), $"'{sight}' is not among what was looked at.");
        Assert.True(_secrets.Count >= 7, "the connection's, the first, both keys, the variable's, and the new ones");
        foreach (var secret in _secrets)
        {
            var encoded = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret));
            Assert.DoesNotContain(_seen, text => text.Contains(secret, StringComparison.Ordinal) || text.Contains(encoded, StringComparison.Ordinal));
        }

        async Task DeliverAsync(RunnerOrder run)
        {
            using var process = RunnerProcess.Launch(_folder, _folder, run, ("AUTH0_CLIENT_SECRET", Variable));
            process.LetGo();
            _seen.Add(await process.EndAsync());
            Note();
        }
    }

    private async Task RunHereAsync(RunnerOrder order)
    {
        _seen.Add(await RunnerProcess.RunHereAsync(_folder, order));
        Note();
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
