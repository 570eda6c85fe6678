using System.Text.Json;
using System.Text.RegularExpressions;
using Auth0Ps.Core.Tests.Rotation;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Hooks;
using Auth0Ps.Sandbox.Tests.Support;
using Xunit.Abstractions;

namespace Auth0Ps.Core.Tests.Hooks;

/// <summary>
/// Rotating processes with a script and a webhook, killed at each phase and at random moments, also while they deliver. <c>AUTH0PS_KILLS</c> names another
/// number of kills.
/// </summary>
public sealed partial class KilledHookTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5) + (Kills * TimeSpan.FromSeconds(4));

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-hook-kills-").FullName;
    private ServeProcess _sandbox = null!;
    private PlainTenant _tenant = null!;

    private static int Kills => TestRun.AskedKills ?? TestRun.Either(whole: 28, ordinary: 7);

    public async Task InitializeAsync()
    {
        _sandbox = await ServeProcess.StartAsync("--apps", "10", "--rate-limit", "none");
        _tenant = new PlainTenant(_sandbox["domain"], _sandbox["audience"]);
    }

    public async Task DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [UnixFact]
    public async Task Every_hook_is_told_at_least_once_of_each_rotation_and_of_none_that_did_not_happen()
    {
        await using var receiver = new HookReceiver();
        var (seen, surroundings) = (Path.Combine(_folder, "seen"), Path.Combine(_folder, "surroundings"));
        var state = TestState.New(Path.Combine(_folder, "data"), new FolderVaults(new FolderVault(Path.Combine(_folder, "Prod"))), locks: Path.Combine(_folder, ".local", "share", "Auth0Ps"));
        var script = new RotationHookRequest { Name = "script", On = Enum.GetValues<RotationEvent>(), ScriptPath = Script($"cat >> {seen}; {{ echo \"$# $*\"; env; tr '\\0' ' ' < /proc/$$/cmdline; }} >> {surroundings}") };
        var webhook = new RotationHookRequest { Name = "webhook", On = Enum.GetValues<RotationEvent>(), Uri = receiver.Uri };
        foreach (var request in new[] { script, webhook })
            await state.Hooks.AddAsync(request.Build(DateTimeOffset.UtcNow), replaces: false, CancellationToken.None);
        var client = (await _tenant.PeoplesApplicationsAsync(_sandbox["clientId"], _sandbox["clientSecret"]))[0];
        var order = new RunnerOrder { Domain = _sandbox["domain"], ConnectionClientId = _sandbox["clientId"], ConnectionSecret = _sandbox["clientSecret"], ClientId = client, Twice = true, Delivers = true };
        var lane = new KillLane(_tenant, _folder, seed: 7, order);

        await lane.RunAsync(Kills).WaitAsync(Bound);
        await new HookRunner(state).DeliverAsync(static _ => { }, CancellationToken.None);

        var ended = state.History.NewestFirst().Select(record => $"{record.Status} {record.JobId}").ToHashSet(StringComparer.Ordinal);
        var told = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["script"] = [.. (await File.ReadAllLinesAsync(seen)).Select(EventIn)],
            ["webhook"] = [.. receiver.Received.Select(request => EventIn(request.Body))],
        };
        output.WriteLine($"{lane.Killed} kills, {ended.Count} rotations, {lane.Ended} of them seen to end, {told["script"].Count} and {told["webhook"].Count} deliveries");
        Assert.Equal((Kills, 0, 0), (lane.Killed, lane.Lost, lane.Second));
        Assert.True(ended.Count >= lane.Ended && lane.Ended > Kills * 2 / 3, $"The history has {ended.Count} rotations of at least {lane.Ended}.");
        foreach (var (name, events) in told)
        {
            Assert.Empty(ended.Except(events, StringComparer.Ordinal));
            Assert.Empty(events.Except(ended, StringComparer.Ordinal));
            Assert.Equal(0, state.Hooks.All.Single(hook => hook.Name == name).Waiting);
        }

        // Secrets, and keys of fingerprints, are words of 43 and more of these letters.
        var outbox = await File.ReadAllTextAsync(Path.Combine(_folder, "data", "outbox.json"));
        foreach (var text in new[] { await File.ReadAllTextAsync(seen), string.Concat(receiver.Received.Select(request => request.Head + request.Body)), outbox })
            Assert.DoesNotMatch(SecretLike(), text);
        var around = await File.ReadAllTextAsync(surroundings);
        Assert.Contains("AUTH0PS_HOME", around, StringComparison.Ordinal);
        foreach (var secret in new[] { _sandbox["clientSecret"], lane.Vault.Text("billing-client-secret")!, lane.Vault.Text("auth0ps-fingerprint-key")! })
            Assert.DoesNotContain(secret, around, StringComparison.Ordinal);
    }

    private static string EventIn(string payload)
    {
        using var document = JsonDocument.Parse(payload);
        var data = document.RootElement.GetProperty("data");
        return $"{document.RootElement.GetProperty("event").GetString()} {data.GetProperty("jobId").GetString()}";
    }

    private string Script(string lines)
    {
        var path = Path.Combine(_folder, "hook.sh");
        File.WriteAllText(path, "#!/bin/sh\n" + lines + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    [GeneratedRegex("[A-Za-z0-9_-]{43,}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SecretLike();
}
