using System.Collections.Concurrent;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Faults;

public sealed class FaultFileTests : IDisposable
{
    private const string One = """[{ "method": "GET", "path": "/api/v2/clients", "skip": 0, "times": 1, "action": "status", "status": 503 }]""";
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _problems = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_scripts_faults_and_is_read_again_when_it_changes()
    {
        var file = _folder.Write("faults.json", One);
        await using var running = await StartAsync(file);
        var token = await running.TokenAsync();
        Assert.Equal((503, 200), await GetTwiceAsync(running, token));

        _folder.Write("faults.json", """[{"path":"/api/v2/clients","times":2,"action":"status","status":500}]""");
        Assert.Equal((500, 500), await GetTwiceAsync(running, token));
        Assert.Equal((200, 200), await GetTwiceAsync(running, token));

        // The same rules with another time stamp: the counters start anew.
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(5));
        Assert.Equal((500, 500), await GetTwiceAsync(running, token));

        _folder.Write("faults.json", "[]");
        Assert.Equal((200, 200), await GetTwiceAsync(running, token));
        Assert.Empty(_problems);
    }

    [Fact]
    public async Task A_file_that_breaks_while_running_keeps_the_former_rules_and_is_reported_once()
    {
        var file = _folder.Write("faults.json", """[{"path":"/api/v2/clients","times":100,"action":"status","status":503}]""");
        await using var running = await StartAsync(file);
        var token = await running.TokenAsync();
        _folder.Write("faults.json", """[{"path":"/api/v2/cli""");
        Assert.Equal((503, 503), await GetTwiceAsync(running, token));
        Assert.Contains("not valid JSON", Assert.Single(_problems), StringComparison.Ordinal);
        File.Delete(file);
        Assert.Equal((503, 503), await GetTwiceAsync(running, token));
        Assert.Equal(2, _problems.Count);
        _folder.Write("faults.json", One);
        Assert.Equal((503, 200), await GetTwiceAsync(running, token));
        Assert.Equal(2, _problems.Count);
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("{}", "array")]
    [InlineData("[1]", "Rule 1: it must be an object")]
    [InlineData("""[{"action":"timeout"}]""", "\"path\" is missing")]
    [InlineData("""[{"path":"*"}]""", "\"action\" is missing")]
    [InlineData("""[{"path":"*","action":"explode"}]""", "\"action\" must be one of status, timeout, drop-before, drop-after")]
    [InlineData("""[{"path":"*","action":"timeout"},{"path":"*","action":"status"}]""", "Rule 2: \"status\" must be from 400 to 599")]
    [InlineData("""[{"path":"*","action":"status","status":"503"}]""", "\"status\" must be a whole number")]
    [InlineData("""[{"path":"*","action":"timeout","times":0}]""", "\"times\" must be 1 or more")]
    [InlineData("""[{"path":"*","action":"timeout","tmies":3}]""", "\"tmies\" is not a member of a rule")]
    public async Task A_wrong_file_at_the_start_is_refused_with_the_reason(string content, string reason)
    {
        var file = _folder.Write("faults.json", content);
        var refused = await Assert.ThrowsAsync<SandboxException>(() => StartAsync(file));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_at_the_start_is_refused()
    {
        var refused = await Assert.ThrowsAsync<SandboxException>(() => StartAsync(_folder.File("none.json")));
        Assert.Contains("does not exist", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_example_of_every_action_is_understood()
    {
        var rules = string.Join(',', new[] { "status", "timeout", "drop-before", "drop-after" }
            .Select(action => $$"""{ "method": "PATCH", "path": "/api/v2/clients/*", "skip": 0, "times": 3, "action": "{{action}}", "status": 503 }"""));
        await using var running = await StartAsync(_folder.Write("faults.json", "\uFEFF[" + rules + "]"));
        Assert.Equal(200, (int)(await running.Client.GetAsync("/.well-known/jwks.json")).Status);
    }

    private Task<RunningTenant> StartAsync(string file) => RunningTenant.StartAsync(new SandboxOptions
    {
        FaultsFile = file,
        ReportProblem = _problems.Enqueue,
        RateLimit = RateLimitProfile.None,
        ApplicationCount = 0,
    });

    private static async Task<(int First, int Second)> GetTwiceAsync(RunningTenant running, string token) =>
        ((int)(await running.Client.GetAsync("/api/v2/clients", token)).Status, (int)(await running.Client.GetAsync("/api/v2/clients", token)).Status);
}
