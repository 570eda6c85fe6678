using System.Runtime.Versioning;
using System.Text.Json;
using Auth0Ps.Hooks;

namespace Auth0Ps.Core.Tests.Hooks;

/// <summary>Hooks that are scripts.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HookScriptTests : IDisposable
{
    private readonly HookScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [UnixFact]
    public async Task The_event_is_read_from_standard_input_and_nothing_is_an_argument()
    {
        await ScriptAsync($"cat > {_scene.PathOf("seen")}; echo \"$#\" > {_scene.PathOf("arguments")}; echo done");
        var recorded = await _scene.RecordAsync();

        Assert.Empty(await _scene.DeliverAsync());

        using var seen = JsonDocument.Parse(await File.ReadAllTextAsync(_scene.PathOf("seen")));
        Assert.Equal((recorded.Id, "rotation.succeeded", "Succeeded"), (Text(seen, "id"), Text(seen, "type"), Text(seen, "event")));
        Assert.Equal(("billing", "client", "Rotated."), (Text(seen, "data", "rotation"), Text(seen, "data", "clientId"), Text(seen, "data", "message")));
        Assert.Equal("0", (await File.ReadAllTextAsync(_scene.PathOf("arguments"))).Trim());
        var hook = _scene.Hook("script");
        Assert.Equal((1L, 0, 0L, "The script ended with exit code 0."), (hook.Delivered, hook.Waiting, hook.GivenUp, hook.LastMessage));
        Assert.Equal(["done"], hook.LastOutput);
    }

    [UnixTheory]
    [InlineData("echo 'no such unit' >&2; exit 3", "ended with exit code 3: no such unit")]
    [InlineData("exit 1", "ended with exit code 1.")]
    [InlineData("kill -9 $$", "ended with exit code 137")]
    [InlineData("exec /no/such/program", "ended with exit code 127")]
    public async Task One_that_fails_waits_and_is_tried_again(string lines, string message)
    {
        await ScriptAsync(lines);
        await _scene.RecordAsync();

        var failure = Assert.Single(await _scene.DeliverAsync());

        Assert.Contains(message, failure.ToException().Message, StringComparison.Ordinal);
        Assert.Contains("billing", failure.ToException().Message, StringComparison.Ordinal);
        Assert.Equal(ErrorReason.HookFailed, failure.ToException().Reason);
        Assert.Equal((0L, 1, 1), (_scene.Hook("script").Delivered, _scene.Hook("script").Waiting, _scene.Hook("script").Deliveries[0].Attempts));

        // Its time has not come.
        Assert.Empty(await _scene.DeliverAsync());
        _scene.Clock.Now += TimeSpan.FromMinutes(1);
        _scene.Script("exit 0");
        Assert.Empty(await _scene.DeliverAsync());
        Assert.Equal((1L, 0), (_scene.Hook("script").Delivered, _scene.Hook("script").Waiting));
    }

    [UnixFact]
    public async Task One_that_hangs_is_ended_with_what_it_started_and_the_others_wait_for_the_next_run()
    {
        await ScriptAsync($"echo begun; sleep 60 & echo $! > {_scene.PathOf("child")}; wait", timeoutSeconds: 1);
        for (var i = 0; i < 6; i++)
            await _scene.RecordAsync($"r{i}");

        var failure = Assert.Single(await _scene.DeliverAsync());

        Assert.Contains("did not end within 1 seconds and was ended", failure.ToException().Message, StringComparison.Ordinal);
        Assert.Equal(4, failure.Failed.Count);
        Assert.Equal((6, 2), (_scene.Hook("script").Waiting, _scene.Hook("script").Deliveries.Count(delivery => delivery.Attempts == 0)));
        Assert.Equal(["begun"], _scene.Hook("script").LastOutput);
        var child = int.Parse(await File.ReadAllTextAsync(_scene.PathOf("child")), System.Globalization.CultureInfo.InvariantCulture);
        Assert.False(IsRunning(child), "What it started runs on.");
    }

    [UnixFact]
    public async Task What_it_starts_in_the_background_is_not_waited_for()
    {
        await ScriptAsync("sleep 30 & echo started", timeoutSeconds: 20);
        await _scene.RecordAsync();

        Assert.Empty(await _scene.DeliverAsync().WaitAsync(TimeSpan.FromSeconds(15)));
    }

    [UnixFact]
    public async Task Of_a_flood_the_last_lines_are_kept_and_none_that_steers_a_terminal()
    {
        await ScriptAsync("i=0; while [ $i -lt 20000 ]; do echo \"line $i of a script that writes a lot\"; i=$((i+1)); done; printf '\\033[31mred\\033[0m \\007bell\\n'");
        await _scene.RecordAsync();

        Assert.Empty(await _scene.DeliverAsync());

        var output = _scene.Hook("script").LastOutput;
        Assert.Equal((10, "line 19999 of a script that writes a lot", "red \uFFFDbell"), (output.Count, output[8], output[9]));
        Assert.True(_scene.Outbox.Length < 4000, "The outbox stays small.");
    }

    [UnixFact]
    public async Task What_looks_like_a_secret_is_not_kept()
    {
        const string Secret = "Zk3-q9_Tb2xYw7LmN4vRs8uPc1dEf6gHj0aKiOoQqWwEeRrTtYyUuIiOoPpAaSsD";
        await ScriptAsync($"echo 'secret={Secret}'; echo '-----BEGIN PRIVATE KEY-----'; echo 'MIIabc'; echo '-----END PRIVATE KEY-----'; echo {Secret} >&2; exit 1");
        await _scene.RecordAsync();

        var failure = Assert.Single(await _scene.DeliverAsync());

        foreach (var text in new[] { _scene.Outbox, failure.ToException().Message, string.Join('\n', _scene.Hook("script").LastOutput) })
        {
            Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain("MIIabc", text, StringComparison.Ordinal);
        }

        Assert.Contains("(hidden)", string.Join('\n', _scene.Hook("script").LastOutput), StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Its_environment_has_no_secret_of_a_connection_under_any_name()
    {
        var name = $"HOOK_SECRET_{Guid.NewGuid():n}";
        var copy = $"HOOK_COPY_{Guid.NewGuid():n}";
        var plain = $"HOOK_PLAIN_{Guid.NewGuid():n}";
        Environment.SetEnvironmentVariable(name, "planted-in-the-environment");
        Environment.SetEnvironmentVariable(copy, "planted-in-the-environment");
        Environment.SetEnvironmentVariable(plain, "kept");
        try
        {
            var connection = new Auth0Ps.Connections.ConnectionRequest { Name = "env", Domain = "example.eu.auth0.com", ClientId = "own", SecretVariable = name }.Build(_scene.Clock.Now);
            await _scene.State.Connections.AddAsync(connection, Auth0Ps.Connections.ConnectionSecret.None, CancellationToken.None);
            await ScriptAsync($"env > {_scene.PathOf("env")}");
            await _scene.RecordAsync();

            Assert.Empty(await _scene.DeliverAsync());

            var seen = await File.ReadAllTextAsync(_scene.PathOf("env"));
            Assert.DoesNotContain("planted-in-the-environment", seen, StringComparison.Ordinal);
            Assert.Contains($"{plain}=kept", seen, StringComparison.Ordinal);
        }
        finally
        {
            foreach (var variable in new[] { name, copy, plain })
                Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [UnixTheory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task One_that_others_may_write_to_is_refused_now_and_before_each_run(UnixFileMode right)
    {
        var path = _scene.Script($"touch {_scene.PathOf("ran")}");
        var mode = File.GetUnixFileMode(path);
        File.SetUnixFileMode(path, mode | right);
        AssertRefused(path, ErrorReason.HookScriptUnsafe, "may be written to by others");

        File.SetUnixFileMode(path, mode);
        await _scene.RegisterAsync("script", request => request with { ScriptPath = path });
        await _scene.RecordAsync();
        File.SetUnixFileMode(path, mode | right);
        Assert.Contains("may be written to by others", Assert.Single(await _scene.DeliverAsync()).ToException().Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_scene.PathOf("ran")));
    }

    [UnixFact]
    public void One_in_a_folder_that_others_may_write_to_is_refused_also_behind_a_link()
    {
        var folder = Directory.CreateDirectory(_scene.PathOf("open")).FullName;
        var path = Path.Combine(folder, "hook.sh");
        File.Copy(_scene.Script("exit 0"), path);
        var link = _scene.PathOf("link.sh");
        File.CreateSymbolicLink(link, path);
        HookScript.RequireSafe(link);

        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherWrite);

        AssertRefused(path, ErrorReason.HookScriptUnsafe, "put another one in its place");
        AssertRefused(link, ErrorReason.HookScriptUnsafe, "put another one in its place");
    }

    [UnixFact]
    public void One_that_is_missing_not_executable_or_no_full_path_is_refused()
    {
        var plain = _scene.Script("exit 0");
        File.SetUnixFileMode(plain, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        AssertRefused(plain, ErrorReason.InvalidArgument, "no execute permission");
        AssertRefused(_scene.PathOf("missing.sh"), ErrorReason.InvalidArgument, "There is no script");
        AssertRefused("hook.sh", ErrorReason.InvalidArgument, "no full path");
    }

    private static void AssertRefused(string path, ErrorReason reason, string message)
    {
        var refused = Assert.Throws<Auth0Exception>(() => HookScript.RequireSafe(path));
        Assert.Equal(reason, refused.Reason);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(refused.RecommendedAction));
    }

    private static string? Text(JsonDocument document, params string[] path) =>
        path.Aggregate(document.RootElement, static (element, name) => element.GetProperty(name)).GetString();

    private static bool IsRunning(int process)
    {
        for (var i = 0; i < 100; i++)
        {
            // A process that ended and that nobody waited for yet is a zombie.
            if (!File.Exists($"/proc/{process}/stat") || File.ReadAllText($"/proc/{process}/stat").Contains(") Z", StringComparison.Ordinal))
                return false;
            Thread.Sleep(50);
        }

        return true;
    }

    private Task<Auth0RotationHook> ScriptAsync(string lines, int timeoutSeconds = 30) =>
        _scene.RegisterAsync("script", request => request with { ScriptPath = _scene.Script(lines), TimeoutSeconds = timeoutSeconds });
}
