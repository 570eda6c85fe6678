using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Http;
using Auth0Ps.OAuth;
using Auth0Ps.Sandbox;
using Auth0Ps.Security;

namespace Auth0Ps.Core.Tests.OAuth;

public sealed class TokenTests
{
    [Fact]
    public async Task Fifty_callers_at_once_cause_one_token_request()
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { Latency = TimeSpan.FromMilliseconds(50) });
        var session = await tenant.OpenAsync();

        var tokens = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => session.GetTokenAsync()));

        Assert.Single(tokens.Distinct());
        Assert.Single(tenant.Traces, trace => trace.Path == "/oauth/token");
    }

    [Fact]
    public async Task Renewing_asks_again_and_the_new_token_is_then_the_cached_one()
    {
        await using var tenant = await Tenant.StartAsync();
        var session = await tenant.OpenAsync();
        var first = await session.GetTokenAsync();

        var renewed = await session.GetTokenAsync(renew: true);

        Assert.NotSame(first, renewed);
        Assert.Same(renewed, await session.GetTokenAsync());
        Assert.Equal(2, tenant.Traces.Count);
    }

    [Fact]
    public async Task A_token_says_what_it_is_for_and_when_it_ends()
    {
        await using var tenant = await Tenant.StartAsync();

        var token = await (await tenant.OpenAsync()).GetTokenAsync();

        Assert.Equal("Bearer", token.TokenType);
        Assert.Equal(tenant.Sandbox.Audience, token.Audience);
        Assert.Contains("update:client_keys", token.Scope);
        Assert.InRange(token.ExpiresAt - DateTimeOffset.UtcNow, TimeSpan.FromHours(23), TimeSpan.FromHours(25));
        Assert.Equal(3, SecureStrings.Reveal(token.Token).Split('.').Length);
    }

    [Theory]
    [InlineData(60, 29, true)]
    [InlineData(60, 31, false)]
    [InlineData(86400, 86400 - 301, true)]
    [InlineData(86400, 86400 - 299, false)]
    public void A_token_is_cached_until_the_smaller_of_five_minutes_and_half_its_lifetime_before_its_end(int lifetime, int age, bool fresh)
    {
        var issued = DateTimeOffset.UnixEpoch;
        var token = new Auth0AccessToken
        {
            Token = Tenant.Protect("x"),
            TokenType = "Bearer",
            Scope = [],
            Audience = "a",
            IssuedAt = issued,
            ExpiresAt = issued.AddSeconds(lifetime),
        };

        Assert.Equal(fresh, token.IsFresh(issued.AddSeconds(age)));
    }

    [Theory]
    [InlineData("wrong secret", ErrorReason.CredentialsRefused, 401)]
    [InlineData("unknown client", ErrorReason.CredentialsRefused, 401)]
    [InlineData("unknown audience", ErrorReason.AudienceNotFound, 403)]
    public async Task A_refused_token_request_is_explained(string what, ErrorReason reason, int status)
    {
        await using var tenant = await Tenant.StartAsync();
        var session = what switch
        {
            "wrong secret" => await tenant.OpenAsync(clientSecret: "planted-wrong-secret"),
            "unknown client" => await tenant.OpenAsync(clientId: "nobody"),
            _ => await tenant.OpenAsync(audience: "https://nothing.example/"),
        };

        var refusal = await Assert.ThrowsAsync<Auth0Exception>(() => session.GetTokenAsync());

        Assert.Equal(reason, refusal.Reason);
        Assert.Equal(status, refusal.StatusCode);
        Assert.NotNull(refusal.RecommendedAction);
        Assert.DoesNotContain("planted", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_without_a_grant_is_told_to_get_one()
    {
        await using var tenant = await Tenant.StartAsync();
        using var created = await tenant.CallAsync(HttpMethod.Post, "clients", new { name = "no grant", app_type = "non_interactive", grant_types = new[] { "client_credentials" } });
        var session = await tenant.OpenAsync(created.RootElement.GetProperty("client_id").GetString(), created.RootElement.GetProperty("client_secret").GetString());

        var refusal = await Assert.ThrowsAsync<Auth0Exception>(() => session.GetTokenAsync());

        Assert.Equal(ErrorReason.NotAuthorizedForAudience, refusal.Reason);
        Assert.Contains("Machine To Machine", refusal.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_tenant_is_reported_as_unreachable()
    {
        var tenant = await Tenant.StartAsync(speed: 20);
        var session = await tenant.OpenAsync();
        await tenant.Sandbox.DisposeAsync();

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => session.GetTokenAsync());

        Assert.Equal(ErrorReason.TenantUnreachable, failure.Reason);
        await tenant.DisposeAsync();
    }

    [Fact]
    public async Task An_unknown_host_is_reported_by_name()
    {
        await using var tenant = await Tenant.StartAsync();
        var request = new ConnectionRequest { Name = "x", Domain = "no-such-host.invalid", ClientId = "abc", ClientSecret = Tenant.Protect("s") };
        var connection = request.Build(DateTimeOffset.UtcNow);
        await tenant.Registry.AddAsync(connection, request.Secret, CancellationToken.None);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.Open(connection).GetTokenAsync());

        Assert.Equal(ErrorReason.HostNotFound, failure.Reason);
        Assert.Contains("no-such-host.invalid", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_connection_no_longer_signs_in()
    {
        await using var tenant = await Tenant.StartAsync();
        var session = await tenant.OpenAsync();
        await session.GetTokenAsync();

        await tenant.Registry.RemoveAsync(session.Connection, CancellationToken.None);
        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => session.GetTokenAsync());

        Assert.Equal(ErrorReason.SecretUnavailable, failure.Reason);
    }

    [Theory]
    [InlineData("86400", 86400)]
    [InlineData("\"86400\"", 86400)]
    [InlineData("86400.0", 86400)]
    [InlineData("\"soon\"", 3600)]
    [InlineData("null", 3600)]
    [InlineData("-5", 3600)]
    [InlineData("{}", 3600)]
    [InlineData("1e99", 3600)]
    public async Task A_lifetime_is_taken_in_whatever_form_it_comes(string expiresIn, int seconds)
    {
        await using var api = new ScriptedApi(_ => null)
        {
            Token = _ => new ScriptedApi.Reply(200, $$"""{"access_token":"t","token_type":7,"expires_in":{{expiresIn}},"scope":["read:clients","read:\ud83d"]}"""),
        };
        using var http = new TenantHttp();

        var token = await new TokenEndpoint(http, observer: null).RequestAsync(
            TenantAddress.Parse(api.Address.ToString()), new ClientSecretPost("app", Tenant.Protect("secret")), new TokenScope("aud", null, null), CancellationToken.None);

        Assert.Equal(TimeSpan.FromSeconds(seconds), token.ExpiresAt - token.IssuedAt);
        Assert.Equal(["read:clients", "read:\uFFFD"], token.Scope);
        Assert.Equal("Bearer", token.TokenType);
    }
}
