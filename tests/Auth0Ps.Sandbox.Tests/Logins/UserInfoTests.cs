using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Logins;

public sealed class UserInfoTests(BrowserTenant tenant) : IClassFixture<BrowserTenant>
{
    private const string Path = "/userinfo";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_says_what_the_scopes_reveal(bool withAudience)
    {
        var tokens = await tenant.TokensAsync(tenant.Native, "openid email", ("audience", withAudience ? tenant.Audience : null));
        var token = tokens.String("access_token");
        // Without an audience the token is nobody's business but the tenant's.
        Assert.Equal(withAudience ? 3 : 5, token.Split('.').Length);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            var reply = await tenant.Client.SendAsync(method, Path, token: token);
            Assert.Equal(200, (int)reply.Status);
            Assert.Equal(Jwt.Claims(tokens.String("id_token")).GetProperty("sub").GetString(), reply.String("sub"));
            Assert.Equal(tenant.Tenant.UserEmail, reply.String("email"));
            Assert.False(reply.Has("name"));
        }
    }

    [Fact]
    public async Task Other_tokens_are_refused()
    {
        var machine = tenant.Token;
        var withoutOpenId = (await tenant.TokensAsync(tenant.Native, "read:me:factors", ("audience", tenant.Audience))).String("access_token");
        var opaque = (await tenant.TokensAsync(tenant.Native, "openid")).String("access_token");
        foreach (var token in new[] { null, "rubbish", "a..c.d.e", machine, withoutOpenId, opaque[..^2] + (opaque.EndsWith("AA", StringComparison.Ordinal) ? "BB" : "AA") })
        {
            var reply = await tenant.Client.GetAsync(Path, token);
            Assert.Equal(401, (int)reply.Status);
            Assert.StartsWith("Bearer", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Openid_is_needed()
    {
        var token = (await tenant.TokensAsync(tenant.Native, "email")).String("access_token");
        Assert.Equal(403, (int)(await tenant.Client.GetAsync(Path, token)).Status);
    }

    [Fact]
    public async Task A_token_expires()
    {
        var time = new ManualTime();
        var own = await BrowserTenant.StartedAsync(new() { BrowserApplications = true, ApplicationCount = 0, TimeProvider = time });
        var token = (await own.TokensAsync(own.Native, "openid")).String("access_token");
        time.Advance(TimeSpan.FromSeconds(86399));
        Assert.Equal(200, (int)(await own.Client.GetAsync(Path, token)).Status);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(401, (int)(await own.Client.GetAsync(Path, token)).Status);
        await own.DisposeAsync();
    }
}
