using System.Text.Json;
using System.Text.RegularExpressions;
using Auth0Ps.Core.Tests.Hooks;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Hooks;
using Auth0Ps.Sandbox.Tests.Support;
using Xunit.Abstractions;

namespace Auth0Ps.Core.Tests.Rotation.Copies;

/// <summary>
/// Processes that rotate into a vault with three copies, with a script and a webhook, killed (SIGKILL) at each phase and at random moments. <c>AUTH0PS_KILLS</c>
/// names another number of kills; each is of a rotation that follows one that was resumed.
/// </summary>
public sealed partial class KilledCopyTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Copies = 3;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5) + (Kills * TimeSpan.FromSeconds(4));

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-copy-kills-").FullName;
    private ServeProcess _sandbox = null!;
    private PlainTenant _tenant = null!;

    private static int Kills => TestRun.AskedKills ?? TestRun.Either(whole: 14, ordinary: 6);

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
    public async Task Whatever_moment_a_process_is_killed_at_one_more_run_makes_every_copy_equal_and_hooks_are_told()
    {
        await using var receiver = new HookReceiver();
        var seen = Path.Combine(_folder, "seen");
        var vault = new FolderVault(Path.Combine(_folder, "Prod"));
        FolderVault[] copies = [.. Enumerable.Range(1, Copies).Select(number => new FolderVault(Path.Combine(_folder, $"Copy{number}")))];
        copies[0].ReservingRemovedNames();
        copies[1].RefusingToOverwrite();
        var state = TestState.New(Path.Combine(_folder, "data"), new FolderVaults([vault, .. copies]), locks: Path.Combine(_folder, ".local", "share", "Auth0Ps"));
        var script = new RotationHookRequest { Name = "script", On = Enum.GetValues<RotationEvent>(), ScriptPath = Script($"cat >> {seen}") };
        var webhook = new RotationHookRequest { Name = "webhook", On = Enum.GetValues<RotationEvent>(), Uri = receiver.Uri };
        foreach (var request in new[] { script, webhook })
            await state.Hooks.AddAsync(request.Build(DateTimeOffset.UtcNow), replaces: false, CancellationToken.None);
        var client = (await _tenant.PeoplesApplicationsAsync(_sandbox["clientId"], _sandbox["clientSecret"]))[0];
        var order = new RunnerOrder { Domain = _sandbox["domain"], ConnectionClientId = _sandbox["clientId"], ConnectionSecret = _sandbox["clientSecret"], ClientId = client, Twice = true, Delivers = true, Copies = Copies };
        var (unequal, foreign, looks) = (0, 0, 0);
        var finals = new HashSet<string>(StringComparer.Ordinal);
        var lane = new KillLane(_tenant, _folder, seed: 11, order)
        {
            Finals = finals,
            Resumed = () =>
            {
                looks++;
                unequal += copies.Count(copy => Values(copy) is var values && (values.Count != 2 || copy.Text("billing-client-secret") != vault.Text("billing-client-secret") || copy.Text("billing-client-id") != client));
            },
            Stopped = () => foreign += copies.Count(copy => copy.Text("billing-client-secret") is { } held && !finals.Contains(held)),
        };

        await lane.RunAsync(Kills).WaitAsync(Bound);
        await new HookRunner(state).DeliverAsync(static _ => { }, CancellationToken.None);

        var history = state.History.NewestFirst();
        var ended = history.Select(record => $"{record.Status} {record.JobId}").ToHashSet(StringComparer.Ordinal);
        var told = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["script"] = [.. (await File.ReadAllLinesAsync(seen)).Select(EventIn)],
            ["webhook"] = [.. receiver.Received.Select(request => EventIn(request.Body))],
        };
        output.WriteLine($"{lane.Killed} kills of rotations with {Copies} copies, {ended.Count} rotations: {unequal} copies unequal in {looks} looks after one more run, {foreign} values that the own vault never had, {told["script"].Count} and {told["webhook"].Count} deliveries");
        Assert.Equal((Kills, 0, 0), (lane.Killed, lane.Lost, lane.Second));
        Assert.Equal((0, 0), (unequal, foreign));

        // A kill before anything was written down leaves nothing to resume, and is followed by no rotation.
        Assert.True(looks > Kills && ended.Count >= lane.Ended && lane.Ended > Kills * 2 / 3, "Most kills are followed by a rotation that ends.");
        Assert.All(history, record => Assert.Equal(RotationStatus.Succeeded, record.Status));
        foreach (var (name, events) in told)
        {
            Assert.Empty(ended.Except(events, StringComparer.Ordinal));
            Assert.Empty(events.Except(ended, StringComparer.Ordinal));
            Assert.Equal(0, state.Hooks.All.Single(hook => hook.Name == name).Waiting);
        }

        // A hook that reloads consumers is told of every place that they read from.
        Assert.All(receiver.Received, request => Assert.Equal("Copy1 billing-client-secret Succeeded, Copy2 billing-client-secret Succeeded, Copy3 billing-client-secret Succeeded", CopiesIn(request.Body)));

        var outbox = await File.ReadAllTextAsync(Path.Combine(_folder, "data", "outbox.json"));
        foreach (var text in new[] { await File.ReadAllTextAsync(seen), string.Concat(receiver.Received.Select(request => request.Head + request.Body)), outbox })
            Assert.DoesNotMatch(SecretLike(), text);

        static List<string> Values(FolderVault copy) => [.. copy.Entries.Where(static entry => !entry.StartsWith("auth0ps-", StringComparison.Ordinal))];
    }

    private static string EventIn(string payload)
    {
        using var document = JsonDocument.Parse(payload);
        return $"{document.RootElement.GetProperty("event").GetString()} {document.RootElement.GetProperty("data").GetProperty("jobId").GetString()}";
    }

    private static string CopiesIn(string payload)
    {
        using var document = JsonDocument.Parse(payload);
        return string.Join(", ", document.RootElement.GetProperty("data").GetProperty("copies").EnumerateArray().Select(static copy =>
            $"{copy.GetProperty("vault").GetString()} {copy.GetProperty("secretsMapping").GetProperty("clientSecret").GetString()} {copy.GetProperty("status").GetString()}"));
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
