using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Logging;

public sealed class RequestLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_request_is_one_line_that_is_there_when_the_answer_is()
    {
        var file = _folder.File("requests.log");
        await using var running = await StartAsync(file);
        var token = await running.TokenAsync();
        await running.Client.GetAsync("/api/v2/clients?per_page=1&fields=name", token);
        var lines = Lines(file);
        Assert.Equal(2, lines.Count);
        Assert.Equal("GET", lines[1].GetProperty("method").GetString());
        Assert.Equal("/api/v2/clients", lines[1].GetProperty("path").GetString());
        Assert.Equal(200, lines[1].GetProperty("status").GetInt32());
        Assert.True(DateTimeOffset.UtcNow - lines[1].GetProperty("time").GetDateTimeOffset() < TimeSpan.FromMinutes(1));
        Assert.EndsWith("Z", lines[1].GetProperty("time").GetString(), StringComparison.Ordinal);
        Assert.False(lines[1].TryGetProperty("clientSecretSha256", out _));
        Assert.False(lines[1].TryGetProperty("fault", out _));
    }

    [Fact]
    public async Task Secrets_are_logged_as_hashes_wherever_they_are_sent_and_never_as_themselves()
    {
        var file = _folder.File("requests.log");
        await using var running = await StartAsync(file);
        var (client, tenant) = (running.Client, running.Tenant);
        var token = await running.TokenAsync();
        const string Planted = "planted-secret-ä-1234567890";
        await client.TokenAsync(tenant.ClientId, Planted, tenant.Audience);
        await client.PostAsync("/oauth/token", new { grant_type = "client_credentials", client_id = "x", client_secret = Planted });
        await client.SendAsync(HttpMethod.Post, "/oauth/token", new FormUrlEncodedContent([new("grant_type", "client_credentials")]), basic: "x:" + Planted);
        await client.PatchAsync("/api/v2/clients/" + tenant.LimitedClientId, new { client_secret = Planted }, token);
        await client.PatchAsync("/api/v2/clients/nobody", new { client_secret = Planted }, token);
        await client.SendAsync(HttpMethod.Patch, "/api/v2/clients/nobody", new FormUrlEncodedContent([new("client_secret", Planted)]), token);
        await client.PostAsync("/api/v2/clients", new { name = "x", client_secret = Planted }, token);
        tenant.AddFault(new() { Path = "/api/*", Action = FaultAction.DropBefore });
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PatchAsync("/api/v2/clients/x", new { client_secret = Planted }, token));
        var lines = Lines(file).Skip(1).ToList();
        Assert.Equal([401, 401, 401, 200, 404, 404, 201, 0], lines.Select(line => line.GetProperty("status").GetInt32()));
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Planted))).ToLowerInvariant();
        Assert.All(lines, line => Assert.Equal(hash, line.GetProperty("clientSecretSha256").GetString()));
        Assert.Equal("drop-before", lines[^1].GetProperty("fault").GetString());
        var text = await File.ReadAllTextAsync(file);
        foreach (var secret in new[] { Planted, tenant.ClientSecret, tenant.LimitedClientSecret, token })
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_is_appended_to()
    {
        var file = _folder.Write("requests.log", "{\"before\":true}\n");
        for (var run = 1; run <= 2; run++)
        {
            await using var running = await StartAsync(file);
            await running.Client.GetAsync("/run" + run);
        }

        var lines = Lines(file);
        Assert.Equal(3, lines.Count);
        Assert.Equal("/run2", lines[2].GetProperty("path").GetString());
    }

    [Fact]
    public async Task Parallel_requests_never_mix_their_lines()
    {
        var file = _folder.File("requests.log");
        await using var running = await StartAsync(file);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => running.Client.GetAsync("/path/" + number)));
        Assert.Equal(Enumerable.Range(0, 500).Select(number => "/path/" + number).Order(), Lines(file).Select(line => line.GetProperty("path").GetString()!).Order());
    }

    [Fact]
    public async Task The_newest_requests_are_in_memory_too()
    {
        await using var running = await StartAsync(null);
        await running.TokenAsync();
        await running.Client.GetAsync("/nothing");
        Assert.Equal([("POST", "/oauth/token", 200), ("GET", "/nothing", 404)], running.Tenant.Requests.Select(entry => (entry.Method, entry.Path, entry.Status)));
        Assert.Matches("^[0-9a-f]{64}$", running.Tenant.Requests[0].ClientSecretSha256);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_refused()
    {
        var refused = await Assert.ThrowsAsync<SandboxException>(() => StartAsync(_folder.File("no/such/folder/log")));
        Assert.Contains("log file", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_full_disk_under_the_log_is_said_once_and_fails_no_request()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux has a device that is always full.");
        var problems = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var running = await RunningTenant.StartAsync(new SandboxOptions { LogFile = "/dev/full", ReportProblem = problems.Enqueue, ApplicationCount = 0 });
        Assert.Equal(200, (int)(await running.Client.GetAsync("/api/v2/clients", await running.TokenAsync())).Status);
        Assert.Contains("log file", Assert.Single(problems), StringComparison.Ordinal);
        Assert.Equal(2, running.Tenant.Requests.Count);
    }

    private static Task<RunningTenant> StartAsync(string? file) =>
        RunningTenant.StartAsync(new SandboxOptions { LogFile = file, RateLimit = RateLimitProfile.None, ApplicationCount = 0 });

    // Read while the sandbox has it open.
    private static List<JsonElement> Lines(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.Clone();
        })];
    }
}
