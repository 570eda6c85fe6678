using System.Text.Json.Nodes;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.State;

public sealed class LoginStateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string StatePath => _folder.File("tenant.state");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Logins_survive_a_restart_with_all_that_is_known_about_them()
    {
        var before = await StartAsync();
        var (native, web, email, password, secret) = (before.Native, before.Web, before.Tenant.UserEmail, before.Tenant.UserPassword, before.Tenant.WebClientSecret);
        var good = (await before.TokensAsync(native, "openid offline_access read:me:factors", ("audience", before.Audience))).String("refresh_token");
        var old = (await before.TokensAsync(native, "openid offline_access")).String("refresh_token");
        var newest = (await before.RefreshAsync(native, old)).String("refresh_token");
        var revoked = (await before.TokensAsync(web, "openid offline_access")).String("refresh_token");
        await before.Client.PostAsync("/oauth/revoke", new { client_id = web, client_secret = secret, token = revoked });
        var opaque = (await before.TokensAsync(native, "openid")).String("access_token");
        await before.DisposeAsync();

        var after = await StartAsync();
        Assert.Equal((native, web, email, password, secret), (after.Native, after.Web, after.Tenant.UserEmail, after.Tenant.UserPassword, after.Tenant.WebClientSecret));
        Assert.Equal("openid offline_access read:me:factors", (await after.RefreshAsync(native, good)).String("scope"));
        Assert.Equal(403, (int)(await after.RefreshAsync(web, revoked)).Status);
        Assert.Equal(403, (int)(await after.RefreshAsync(native, old)).Status);
        Assert.Equal(403, (int)(await after.RefreshAsync(native, newest)).Status);
        Assert.Equal(200, (int)(await after.Client.GetAsync("/userinfo", opaque)).Status);
        await after.DisposeAsync();
    }

    [Fact]
    public async Task No_refresh_token_and_no_code_is_in_the_file()
    {
        var tenant = await StartAsync();
        var code = await tenant.CodeAsync(tenant.Native, ("scope", "openid offline_access"));
        var first = (await tenant.ExchangeAsync(tenant.Native, code)).String("refresh_token");
        var second = (await tenant.RefreshAsync(tenant.Native, first)).String("refresh_token");
        await tenant.DisposeAsync();
        var text = await File.ReadAllTextAsync(StatePath);
        foreach (var token in new[] { code, first, second })
        {
            Assert.DoesNotContain(token, text, StringComparison.Ordinal);
            // Nor the part that the family shares, which is the beginning.
            Assert.DoesNotContain(token[3..23], text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task On_another_port_the_logins_for_the_My_Account_API_move_along()
    {
        var port = FreePort.Find();
        var before = await BrowserTenant.StartedAsync(BrowserTenant.Options(StatePath, port));
        var token = (await before.TokensAsync(before.Native, "openid offline_access read:me:factors", ("audience", before.Audience))).String("refresh_token");
        await before.DisposeAsync();
        using var occupied = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
        occupied.Start();
        var after = await StartAsync();
        Assert.NotEqual(port, new Uri(after.Tenant.Domain).Port);
        var access = (await after.RefreshAsync(after.Native, token)).String("access_token");
        Assert.Equal(200, (int)(await after.Client.GetAsync("/me/v1/factors", access)).Status);
        Assert.Equal(200, (int)(await after.TokensAsync(after.Web, "read:me:factors", ("audience", after.Audience))).Status);
        await after.DisposeAsync();
    }

    [Fact]
    public async Task A_file_of_the_first_format_is_read_and_gets_what_it_lacks()
    {
        string secret;
        await using (var running = await RunningTenant.StartAsync(new() { StateFile = StatePath, ApplicationCount = 3 }))
            secret = running.Tenant.ClientSecret;
        var lines = (await File.ReadAllLinesAsync(StatePath)).Where(line => !line.Contains("/me/", StringComparison.Ordinal)).ToList();
        var header = JsonNode.Parse(lines[0])!;
        header["version"] = 1;
        await File.WriteAllTextAsync(StatePath, string.Join('\n', [header.ToJsonString(), .. lines.Skip(1)]) + "\n");

        var tenant = await StartAsync();
        Assert.Equal(secret, tenant.Tenant.ClientSecret);
        Assert.Equal(200, (int)(await tenant.TokensAsync(tenant.Native, "openid read:me:factors", ("audience", tenant.Audience))).Status);
        await tenant.DisposeAsync();
        Assert.Contains("\"version\":2", (await File.ReadAllLinesAsync(StatePath))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_callback_ports_can_be_added_later()
    {
        var before = await StartAsync();
        var native = before.Native;
        await before.DisposeAsync();
        var after = await BrowserTenant.StartedAsync(new() { BrowserApplications = true, StateFile = StatePath, CallbackPorts = [50123] });
        Assert.Equal(native, after.Native);
        Assert.Equal(200, (await after.AuthorizeAsync(native, ("redirect_uri", "http://127.0.0.1:50123/callback"))).Status);
        Assert.Equal(200, (await after.AuthorizeAsync(native)).Status);
        await after.DisposeAsync();
    }

    private Task<BrowserTenant> StartAsync() => BrowserTenant.StartedAsync(BrowserTenant.Options(StatePath));
}
