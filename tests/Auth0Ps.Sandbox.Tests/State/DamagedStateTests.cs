using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.State;

public sealed class DamagedStateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string StatePath => _folder.File("tenant.state");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_last_line_that_was_cut_off_is_left_out()
    {
        string secret;
        await using (var running = await StartAsync())
            secret = running.Tenant.ClientSecret;
        await File.AppendAllTextAsync(StatePath, """[{"client":{"clientId":"half""");
        await using var again = await StartAsync();
        Assert.Equal(secret, again.Tenant.ClientSecret);
        Assert.Equal(200, (int)(await again.Client.GetAsync("/api/v2/clients", await again.TokenAsync())).Status);
    }

    [Fact]
    public async Task A_damaged_file_is_refused_and_left_alone()
    {
        await using (await StartAsync())
        {
        }

        var lines = await File.ReadAllLinesAsync(StatePath);
        foreach (var damage in new[] { "rubbish", "[{}]", """[{"client":{"clientId":"x"}}]""", "null", "" })
        {
            var damaged = string.Join('\n', [.. lines.Take(3), damage, .. lines.Skip(4)]) + "\n";
            await RefusedUntouchedAsync(damaged, "is damaged in line 4");
        }

        await RefusedUntouchedAsync(string.Join('\n', lines.Take(2)) + "\n", "is damaged after line 2");
        await RefusedUntouchedAsync("something else entirely\n", "is not a state file");
        await RefusedUntouchedAsync("no line end", "is not a state file");
        await RefusedUntouchedAsync("""{"format":"something-else","version":1}""" + "\n", "is not a state file");
    }

    [Fact]
    public async Task A_newer_format_is_refused_and_left_alone() =>
        await RefusedUntouchedAsync("""{"format":"auth0ps-sandbox-state","version":3,"domain":"http://127.0.0.1:1"}""" + "\n", "newer than this sandbox reads");

    [Fact]
    public async Task An_empty_file_is_a_new_one()
    {
        await File.WriteAllBytesAsync(StatePath, []);
        await using var running = await StartAsync();
        Assert.NotEmpty(running.Tenant.Applications);
    }

    private async Task RefusedUntouchedAsync(string content, string reason)
    {
        await File.WriteAllTextAsync(StatePath, content);
        var refused = await Assert.ThrowsAsync<SandboxException>(() => StartAsync());
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains(StatePath, refused.Message, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(StatePath));
    }

    private Task<RunningTenant> StartAsync() =>
        RunningTenant.StartAsync(new SandboxOptions { StateFile = StatePath, RateLimit = RateLimitProfile.None, ApplicationCount = 6 });
}
