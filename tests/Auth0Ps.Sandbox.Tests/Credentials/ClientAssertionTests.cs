using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Credentials;

public sealed class ClientAssertionTests(BrowserTenant tenant) : ClientAssertionTestsBase(tenant)
{
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
            string text => text.Replace("{domain}", Shared.Tenant.Domain, StringComparison.Ordinal),
            _ => value,
        };
        await RefusedAsync(assertion.Sign(key), rule.Replace("{domain}", Shared.Tenant.Domain, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Five_minutes_are_the_most()
    {
        using var key = TestKeys.New();
        var assertion = New(await CreateAsync(key));
        assertion.Claims["exp"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 299;
        assertion.Claims["aud"] = new[] { "https://elsewhere.example/", Shared.Tenant.Domain + "/" };
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
        var code = await Shared.CodeAsync(id, ("scope", "openid offline_access"));
        var tokens = await Shared.ExchangeAsync(id, code, Proof());
        Assert.True((int)tokens.Status == 200, tokens.Text);
        var refreshToken = tokens.String("refresh_token");
        Assert.Equal(401, (int)(await Shared.RefreshAsync(id, refreshToken)).Status);
        Assert.Equal(200, (int)(await Shared.RefreshAsync(id, refreshToken, Proof())).Status);
        var revoked = await Shared.Client.PostAsync("/oauth/revoke", new { token = refreshToken, client_assertion_type = Assertion.Type, client_assertion = New(id).Sign(key) });
        Assert.Equal(200, (int)revoked.Status);
        Assert.Equal(403, (int)(await Shared.RefreshAsync(id, refreshToken, Proof())).Status);
    }
}
