using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Credentials;

public sealed class ClientAssertionKeyTests(BrowserTenant tenant) : ClientAssertionTestsBase(tenant)
{
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
        var credential = (await Shared.Client.PostAsync($"/api/v2/clients/{id}/credentials", new { credential_type = "public_key", pem = TestKeys.PublicPem(spare) }, Shared.Token)).String("id");
        await RefusedAsync(New(id).Sign(spare), "the signature is not of a credential of the client");
        var list = (await Shared.Client.GetAsync($"/api/v2/clients/{id}/credentials", Shared.Token)).Body.EnumerateArray().Select(item => new { id = item.GetProperty("id").GetString() }).ToArray();
        await Shared.Client.PatchAsync("/api/v2/clients/" + id, new { client_authentication_methods = new { private_key_jwt = new { credentials = list } } }, Shared.Token);
        foreach (var key in new[] { used, spare })
            Assert.Equal(200, (int)(await AskAsync(New(id).Sign(key))).Status);
        await Shared.Client.PatchAsync($"/api/v2/clients/{id}/credentials/{credential}", new { expires_at = "2020-01-01T00:00:00Z" }, Shared.Token);
        var late = New(id);
        late.Header["kid"] = TestKeys.Thumbprint(spare);
        await RefusedAsync(late.Sign(spare), "the credential has expired");
        Assert.Equal(200, (int)(await AskAsync(New(id).Sign(used))).Status);
    }

    [Fact]
    public async Task An_application_with_a_secret_cannot_use_an_assertion_and_the_other_way_round()
    {
        using var key = TestKeys.New();
        await RefusedAsync(New(Shared.Tenant.ClientId).Sign(key), "iss is not a client that uses private_key_jwt");
        await RefusedAsync(New("nobody").Sign(key), "iss is not a client that uses private_key_jwt");
        var created = await Shared.Client.PostAsync("/api/v2/clients", new { name = "Switched", grant_types = new[] { "client_credentials" }, token_endpoint_auth_method = "client_secret_post" }, Shared.Token);
        var id = created.String("client_id");
        var credential = (await Shared.Client.PostAsync($"/api/v2/clients/{id}/credentials", new { credential_type = "public_key", pem = TestKeys.PublicPem(key) }, Shared.Token)).String("id");
        var methods = new { private_key_jwt = new { credentials = new[] { new { id = credential } } } };
        await Shared.Client.PatchAsync("/api/v2/clients/" + id, new { client_authentication_methods = methods, token_endpoint_auth_method = (string?)null }, Shared.Token);
        (await Shared.Client.TokenAsync(id, created.String("client_secret"), Api)).IsOAuthError(401, "access_denied", "Unauthorized");
        (await AskAsync(New(id).Sign(key), ("client_secret", created.String("client_secret")), ("client_id", id)))
            .IsOAuthError(400, "invalid_request", "client_secret and client_assertion cannot be used in the same request");
    }
}
