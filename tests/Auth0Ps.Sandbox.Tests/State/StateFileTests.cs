using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.State;

public sealed class StateFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string StatePath => _folder.File("tenant.state");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_comes_back_as_it_was()
    {
        using var key = TestKeys.New();
        var before = new Dictionary<string, string>();
        string oldToken;
        string[] everything = ["clients?per_page=100", "client-grants?per_page=100", "resource-servers?per_page=100", "organizations?per_page=100", "tenants/settings", "keys/signing"];
        await using (var running = await StartAsync())
        {
            var (client, tenant) = (running.Client, running.Tenant);
            oldToken = await running.TokenAsync();
            var created = (await client.PostAsync("/api/v2/clients", new { name = "Neu 日本", client_metadata = new { a = "1" } }, oldToken)).String("client_id");
            await client.PostAsync($"/api/v2/clients/{created}/credentials", new { credential_type = "public_key", pem = TestKeys.PublicPem(key), expires_at = "2040-01-01T00:00:00Z" }, oldToken);
            await client.PatchAsync("/api/v2/clients/" + tenant.Applications[0].ClientId, new { client_secret = "the-changed-secret" }, oldToken);
            await client.DeleteAsync("/api/v2/clients/" + tenant.Applications[1].ClientId, oldToken);
            await client.PostAsync("/api/v2/resource-servers", new { identifier = "urn:new" }, oldToken);
            var grant = (await client.PostAsync("/api/v2/client-grants", new { client_id = created, audience = "urn:new", scope = new[] { "x" }, organization_usage = "allow", allow_any_organization = false }, oldToken)).String("id");
            var organization = (await client.PostAsync("/api/v2/organizations", new { name = "new-org" }, oldToken)).String("id");
            await client.PostAsync($"/api/v2/organizations/{organization}/client-grants", new { grant_id = grant }, oldToken);
            await client.DeleteAsync("/api/v2/organizations/" + (await client.GetAsync("/api/v2/organizations/name/acme", oldToken)).String("id"), oldToken);
            await client.PatchAsync("/api/v2/tenants/settings", new { friendly_name = "Kept" }, oldToken);
            await client.PostAsync("/api/v2/keys/signing/rotate", new { }, oldToken);
            foreach (var path in everything.Append($"clients/{created}/credentials").Append($"organizations/{organization}/client-grants"))
                before[path] = (await client.GetAsync("/api/v2/" + path, oldToken)).Text;
        }

        await using var again = await StartAsync();
        foreach (var (path, text) in before)
            Assert.Equal(text, (await again.Client.GetAsync("/api/v2/" + path, oldToken)).Text);
        Assert.DoesNotContain(again.Tenant.Applications, application => application.Name == "Customer Portal");
    }

    [Fact]
    public async Task Credentials_port_and_seed_stay_the_same_whatever_the_options_say()
    {
        string domain, secret;
        List<string> ids;
        await using (var running = await StartAsync(AtPort(FreePort.Find())))
            (domain, secret, ids) = (running.Tenant.Domain, running.Tenant.ClientSecret, running.Tenant.Applications.Select(application => application.ClientId).ToList());
        await using var again = await StartAsync(new SandboxOptions { StateFile = StatePath, ApplicationCount = 99 });
        Assert.Equal(domain, again.Tenant.Domain);
        Assert.Equal(secret, again.Tenant.ClientSecret);
        Assert.Equal(ids, again.Tenant.Applications.Select(application => application.ClientId));
    }

    [Fact]
    public async Task On_another_port_the_management_api_moves_along()
    {
        var port = FreePort.Find();
        await using (await StartAsync(AtPort(port)))
        {
        }

        using var occupied = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
        occupied.Start();
        await using var again = await StartAsync();
        Assert.NotEqual(port, new Uri(again.Tenant.Domain).Port);
        var token = await again.TokenAsync();
        Assert.Equal(200, (int)(await again.Client.GetAsync("/api/v2/clients", token)).Status);
        Assert.Equal(again.Tenant.Audience, Jwt.Claims(token).GetProperty("aud").GetString());
        var limited = await again.Client.TokenAsync(again.Tenant.LimitedClientId, again.Tenant.LimitedClientSecret, again.Tenant.Audience);
        Assert.Equal("read:clients", limited.String("scope"));
    }

    [Fact]
    public async Task The_propagation_of_a_secret_goes_on_across_a_restart()
    {
        var time = new ManualTime();
        SandboxOptions options = new() { StateFile = StatePath, TimeProvider = time, PropagationDelay = TimeSpan.FromSeconds(20) };
        string clientId, old, audience;
        await using (var running = await StartAsync(options))
        {
            var token = await running.TokenAsync();
            (clientId, old, audience) = await running.MachineAsync(token);
            await running.Client.PatchAsync("/api/v2/clients/" + clientId, new { client_secret = "new" }, token);
        }

        time.Advance(TimeSpan.FromSeconds(19));
        await using var again = await StartAsync(options);
        Assert.Equal(401, (int)(await again.Client.TokenAsync(clientId, "new", audience)).Status);
        Assert.Equal(200, (int)(await again.Client.TokenAsync(clientId, old, audience)).Status);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (int)(await again.Client.TokenAsync(clientId, "new", audience)).Status);
    }

    [Fact]
    public async Task Superseded_lines_are_gone_after_the_next_start()
    {
        await using (var running = await StartAsync())
        {
            var token = await running.TokenAsync();
            for (var change = 0; change < 50; change++)
                await running.Client.PatchAsync("/api/v2/clients/" + running.Tenant.LimitedClientId, new { client_secret = "secret-" + change }, token);
            Assert.Contains("secret-7", ReadShared(), StringComparison.Ordinal);
        }

        var grown = new FileInfo(StatePath).Length;
        await using var again = await StartAsync();
        Assert.True(new FileInfo(StatePath).Length < grown);
        Assert.DoesNotContain("secret-7", ReadShared(), StringComparison.Ordinal);
        Assert.Equal("secret-49", again.Tenant.LimitedClientSecret);
    }

    [Fact]
    public async Task Two_sandboxes_cannot_share_a_file()
    {
        await using var running = await StartAsync();
        var refused = await Assert.ThrowsAsync<SandboxException>(() => StartAsync());
        Assert.Contains("in use by another sandbox", refused.Message, StringComparison.Ordinal);
        Assert.Equal(200, (int)(await running.Client.GetAsync("/api/v2/clients", await running.TokenAsync())).Status);
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_named()
    {
        var refused = await Assert.ThrowsAsync<SandboxException>(() => StartAsync(new SandboxOptions { StateFile = _folder.File("none/state") }));
        Assert.Contains("none", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Only_the_owner_can_read_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "File modes are a matter of Unix.");
        if (OperatingSystem.IsWindows())
            return;
        await File.WriteAllBytesAsync(StatePath, []);
        await using var running = await StartAsync();
        foreach (var file in new[] { StatePath, StatePath + ".lock" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task The_port_of_a_former_run_is_not_forced_on_an_explicit_one()
    {
        var free = FreePort.Find();
        await using (await StartAsync())
        {
        }

        await using var again = await StartAsync(new SandboxOptions { StateFile = StatePath, Port = free });
        Assert.Equal($"http://127.0.0.1:{free}", again.Tenant.Domain);
    }

    private string ReadShared()
    {
        using var reader = new StreamReader(new FileStream(StatePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private Task<RunningTenant> StartAsync(SandboxOptions? options = null) =>
        RunningTenant.StartAsync(options ?? AtPort(0));

    private SandboxOptions AtPort(int port) => new() { StateFile = StatePath, RateLimit = RateLimitProfile.None, ApplicationCount = 12, Port = port };
}
