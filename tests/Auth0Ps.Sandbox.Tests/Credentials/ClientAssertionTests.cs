using System.Security.Cryptography;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Credentials;

public sealed class ClientAssertionTests(BrowserTenant tenant) : IClassFixture<BrowserTenant>
{
    private const string Api = "https://orders.example.com/";

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("PS256")]
    public async Task Each_algorithm_gets_a_token_with_and_without_key_id_and_client_id(string algorithm)
    {
        using var key = TestKeys.New();
        var id = await CreateAsync(key, algorithm);
        foreach (var keyId in new[] { null, TestKeys.Thumbprint(key) })
        {
            foreach (var clientId in new[] { null, id })
            {
                var assertion = New(id, algorithm);
                assertion.Header["kid"] = keyId;
                var reply = await AskAsync(assertion.Sign(key), ("client_id", clientId));
                Assert.True((int)reply.Status == 200, reply.Text);
                Assert.Equal(id + "@clients", Jwt.Claims(reply.String("access_token")).GetProperty("sub").GetString());
            }
        }
    }

    public static TheoryData<string, object?, string> Broken => new()
    {
        { "iss", "somebody", "iss and sub must both be the client_id" },
        { "sub", "somebody", "iss and sub must both be the client_id" },
        { "iss", null, "iss and sub must both be the client_id" },
        { "aud", null, "aud must be {domain}/ (with the slash at its end)" },
        { "aud", "{domain}", "aud must be {domain}/ (with the slash at its end)" },
        { "aud", "{domain}/oauth/token", "aud must be {domain}/ (with the slash at its end)" },
        { "exp", null, "exp is required" },
        { "exp", "soon", "exp is required" },
        { "exp", -1, "it has expired" },
        { "exp", 0, "it has expired" },
        { "exp", 305, "exp is more than 5 minutes ahead" },
        { "nbf", 60, "nbf is in the future" },
        { "jti", null, "jti is required" },
        { "jti", "", "jti is required" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_claim_that_breaks_a_rule_is_named(string claim, object? value, string rule)
    {
        using var key = TestKeys.New();
        var assertion = New(await CreateAsync(key));
        assertion.Claims[claim] = value switch
        {
            int seconds => DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds,
            string text => text.Replace("{domain}", tenant.Tenant.Domain, StringComparison.Ordinal),
            _ => value,
        };
        await RefusedAsync(assertion.Sign(key), rule.Replace("{domain}", tenant.Tenant.Domain, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Five_minutes_are_the_most()
    {
        using var key = TestKeys.New();
        var assertion = New(await CreateAsync(key));
        assertion.Claims["exp"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 299;
        assertion.Claims["aud"] = new[] { "https://elsewhere.example/", tenant.Tenant.Domain + "/" };
        Assert.Equal(200, (int)(await AskAsync(assertion.Sign(key))).Status);
    }

    [Fact]
    public async Task An_assertion_works_once()
    {
        using var key = TestKeys.New();
        var (id, other) = (await CreateAsync(key), await CreateAsync(key));
        var assertion = New(id);
        assertion.Claims["jti"] = "the-same";
        var text = assertion.Sign(key);
        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AskAsync(text)));
        Assert.Single(replies, reply => (int)reply.Status == 200);
        await RefusedAsync(text, "jti was used before");
        var foreign = New(other);
        foreign.Claims["jti"] = "the-same";
        Assert.Equal(200, (int)(await AskAsync(foreign.Sign(key))).Status);
    }

    [Fact]
    public async Task A_refused_assertion_does_not_use_its_identifier_up()
    {
        using var key = TestKeys.New();
        using var foreign = TestKeys.New();
        var assertion = New(await CreateAsync(key));
        await RefusedAsync(assertion.Sign(foreign), "the signature is not of a credential of the client");
        Assert.Equal(200, (int)(await AskAsync(assertion.Sign(key))).Status);
    }

    [Theory]
    [InlineData("RS384", "alg is not the one registered with the credential")]
    [InlineData("PS256", "alg is not the one registered with the credential")]
    [InlineData("RS512", "alg must be RS256, RS384 or PS256")]
    [InlineData("HS256", "alg must be RS256, RS384 or PS256")]
    [InlineData("none", "alg must be RS256, RS384 or PS256")]
    [InlineData(null, "alg must be RS256, RS384 or PS256")]
    public async Task The_algorithm_is_the_registered_one(string? algorithm, string rule)
    {
        using var key = TestKeys.New();
        var assertion = New(await CreateAsync(key));
        assertion.Header["alg"] = algorithm;
        await RefusedAsync(assertion.Sign(key), rule);
    }

    [Fact]
    public async Task A_key_id_must_be_one_of_the_application()
    {
        using var key = TestKeys.New();
        var assertion = New(await CreateAsync(key));
        assertion.Header["kid"] = "somebody-elses-key";
        await RefusedAsync(assertion.Sign(key), "kid is not a credential of the client");
    }

    [Fact]
    public async Task Only_credentials_that_the_application_is_told_to_use_count()
    {
        using var used = TestKeys.New();
        using var spare = TestKeys.New();
        var id = await CreateAsync(used);
        var credential = (await tenant.Client.PostAsync($"/api/v2/clients/{id}/credentials", new { credential_type = "public_key", pem = TestKeys.PublicPem(spare) }, tenant.Token)).String("id");
        await RefusedAsync(New(id).Sign(spare), "the signature is not of a credential of the client");
        var list = (await tenant.Client.GetAsync($"/api/v2/clients/{id}/credentials", tenant.Token)).Body.EnumerateArray().Select(item => new { id = item.GetProperty("id").GetString() }).ToArray();
        await tenant.Client.PatchAsync("/api/v2/clients/" + id, new { client_authentication_methods = new { private_key_jwt = new { credentials = list } } }, tenant.Token);
        foreach (var key in new[] { used, spare })
            Assert.Equal(200, (int)(await AskAsync(New(id).Sign(key))).Status);
        await tenant.Client.PatchAsync($"/api/v2/clients/{id}/credentials/{credential}", new { expires_at = "2020-01-01T00:00:00Z" }, tenant.Token);
        var late = New(id);
        late.Header["kid"] = TestKeys.Thumbprint(spare);
        await RefusedAsync(late.Sign(spare), "the credential has expired");
        Assert.Equal(200, (int)(await AskAsync(New(id).Sign(used))).Status);
    }

    [Fact]
    public async Task An_application_with_a_secret_cannot_use_an_assertion_and_the_other_way_round()
    {
        using var key = TestKeys.New();
        await RefusedAsync(New(tenant.Tenant.ClientId).Sign(key), "iss is not a client that uses private_key_jwt");
        await RefusedAsync(New("nobody").Sign(key), "iss is not a client that uses private_key_jwt");
        var created = await tenant.Client.PostAsync("/api/v2/clients", new { name = "Switched", grant_types = new[] { "client_credentials" }, token_endpoint_auth_method = "client_secret_post" }, tenant.Token);
        var id = created.String("client_id");
        var credential = (await tenant.Client.PostAsync($"/api/v2/clients/{id}/credentials", new { credential_type = "public_key", pem = TestKeys.PublicPem(key) }, tenant.Token)).String("id");
        var methods = new { private_key_jwt = new { credentials = new[] { new { id = credential } } } };
        await tenant.Client.PatchAsync("/api/v2/clients/" + id, new { client_authentication_methods = methods, token_endpoint_auth_method = (string?)null }, tenant.Token);
        (await tenant.Client.TokenAsync(id, created.String("client_secret"), Api)).IsOAuthError(401, "access_denied", "Unauthorized");
        (await AskAsync(New(id).Sign(key), ("client_secret", created.String("client_secret")), ("client_id", id)))
            .IsOAuthError(400, "invalid_request", "client_secret and client_assertion cannot be used in the same request");
    }

    [Fact]
    public async Task What_is_no_assertion_is_refused()
    {
        using var key = TestKeys.New();
        var text = New(await CreateAsync(key)).Sign(key);
        foreach (var wrong in new[] { "rubbish", "a.b.c", "e30.e30", null })
            await RefusedAsync(wrong, "it is not a JSON Web Token");
        (await AskAsync(text, ("client_assertion_type", "urn:example:other"))).IsOAuthError(401, "invalid_client", $"Invalid client_assertion: client_assertion_type must be {Assertion.Type}");
        (await AskAsync(text, ("client_assertion_type", null))).IsOAuthError(401, "invalid_client", $"Invalid client_assertion: client_assertion_type must be {Assertion.Type}");
        (await AskAsync(text, ("client_id", "somebody"))).IsOAuthError(401, "invalid_client", "Invalid client_assertion: iss and sub are not the client_id of the request");
    }

    [Fact]
    public async Task It_serves_for_a_login_its_refreshing_and_revoking_too()
    {
        using var key = TestKeys.New();
        var id = await CreateAsync(key, extra: new() { ["callbacks"] = new[] { BrowserTenant.Callback }, ["grant_types"] = new[] { "authorization_code", "refresh_token" } });
        (string, string?)[] Proof() => [("client_assertion_type", Assertion.Type), ("client_assertion", New(id).Sign(key))];
        var code = await tenant.CodeAsync(id, ("scope", "openid offline_access"));
        var tokens = await tenant.ExchangeAsync(id, code, Proof());
        Assert.True((int)tokens.Status == 200, tokens.Text);
        var refreshToken = tokens.String("refresh_token");
        Assert.Equal(401, (int)(await tenant.RefreshAsync(id, refreshToken)).Status);
        Assert.Equal(200, (int)(await tenant.RefreshAsync(id, refreshToken, Proof())).Status);
        var revoked = await tenant.Client.PostAsync("/oauth/revoke", new { token = refreshToken, client_assertion_type = Assertion.Type, client_assertion = New(id).Sign(key) });
        Assert.Equal(200, (int)revoked.Status);
        Assert.Equal(403, (int)(await tenant.RefreshAsync(id, refreshToken, Proof())).Status);
    }

    private Assertion New(string clientId, string algorithm = "RS256")
    {
        var assertion = new Assertion(clientId, tenant.Tenant.Domain, DateTimeOffset.UtcNow);
        assertion.Header["alg"] = algorithm;
        return assertion;
    }

    private async Task<string> CreateAsync(RSA key, string algorithm = "RS256", Dictionary<string, object>? extra = null)
    {
        var body = new Dictionary<string, object>(extra ?? [])
        {
            ["name"] = "Keyed",
            ["client_authentication_methods"] = new { private_key_jwt = new { credentials = new[] { new { credential_type = "public_key", pem = TestKeys.PublicPem(key), alg = algorithm } } } },
        };
        body.TryAdd("grant_types", new[] { "client_credentials" });
        var id = (await tenant.Client.PostAsync("/api/v2/clients", body, tenant.Token)).String("client_id");
        await tenant.Client.PostAsync("/api/v2/client-grants", new { client_id = id, audience = Api, scope = new[] { "read:orders" } }, tenant.Token);
        return id;
    }

    private async Task RefusedAsync(string? assertion, string rule) => (await AskAsync(assertion)).IsOAuthError(401, "invalid_client", "Invalid client_assertion: " + rule);

    private Task<Reply> AskAsync(string? assertion, params (string Name, string? Value)[] changes)
    {
        var fields = new Dictionary<string, string?> { ["grant_type"] = "client_credentials", ["audience"] = Api, ["client_assertion_type"] = Assertion.Type, ["client_assertion"] = assertion };
        foreach (var (name, value) in changes)
            fields[name] = value;
        return tenant.Client.FormAsync([.. fields.Where(field => field.Value is not null).Select(field => (field.Key, field.Value!))]);
    }
}
