using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.State;

public sealed class KilledProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_killed_sandbox_comes_back_with_every_change_it_had_answered()
    {
        var state = _folder.File("tenant.state");
        var answered = new Dictionary<string, string>();
        string token;
        await using (var serve = await ServeProcess.StartAsync("--state", state, "--apps", "40", "--rate-limit", "none"))
        {
            using var client = new TenantClient(serve["domain"]);
            token = (await client.TokenAsync(serve["clientId"], serve["clientSecret"], serve["audience"])).String("access_token");
            var list = await client.GetAsync("/api/v2/clients?per_page=100&is_global=false", token);
            var ids = list.Body.EnumerateArray().Where(application => application.TryGetProperty("client_secret", out _)).Select(application => application.GetProperty("client_id").GetString()!).ToList();
            // The management application keeps its secret; the process dies in the midst of changing the others.
            ids.Remove(serve["clientId"]);
            var killAt = ids.Count / 2;
            var changing = ids.Select(async (id, index) =>
            {
                try
                {
                    var changed = await client.PatchAsync("/api/v2/clients/" + id, new { client_secret = "changed-" + id }, token);
                    lock (answered)
                        answered[id] = changed.String("client_secret");
                    if (answered.Count == killAt)
                        await serve.KillAsync();
                }
                catch (HttpRequestException)
                {
                    // Not answered, so either secret may be the one that comes back.
                    return;
                }
            });
            await Task.WhenAll(changing);
            Assert.True(answered.Count >= killAt);
        }

        await using var again = await ServeProcess.StartAsync("--state", state, "--rate-limit", "none");
        using var after = new TenantClient(again["domain"]);
        foreach (var (id, secret) in answered)
            Assert.Equal(secret, (await after.GetAsync("/api/v2/clients/" + id, token)).String("client_secret"));
        Assert.Equal(200, (int)(await after.TokenAsync(again["clientId"], again["clientSecret"], again["audience"])).Status);
    }

    /// <summary>Hundreds are killed in a run: see <see cref="TestRuns.StartedProcesses"/>.</summary>
    [Fact]
    public async Task A_killed_process_of_a_test_leaves_nothing_in_the_folder_for_temporary_files()
    {
        await using var serve = await ServeProcess.StartAsync("--apps", "1");
        await serve.KillAsync();

        string[] pipes = [$"clr-debug-pipe-{serve.Id}-", $"dotnet-diagnostic-{serve.Id}-"];
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.GetTempPath()), path => Array.Exists(pipes, pipe => Path.GetFileName(path).StartsWith(pipe, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_second_process_on_the_same_file_is_refused_until_the_first_is_dead()
    {
        var state = _folder.File("tenant.state");
        await using var first = await ServeProcess.StartAsync("--state", state, "--apps", "1");
        var (exitCode, output, errors) = await ServeProcess.RunAsync("serve", "--json", "--state", state);
        Assert.NotEqual(0, exitCode);
        Assert.Equal("", output);
        Assert.Contains("in use by another sandbox", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        await first.KillAsync();
        await using var second = await ServeProcess.StartAsync("--state", state);
        Assert.Equal(first["clientSecret"], second["clientSecret"]);
    }
}
