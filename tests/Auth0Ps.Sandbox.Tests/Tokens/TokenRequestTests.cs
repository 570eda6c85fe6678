using System.Text;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Tokens;

public sealed class TokenRequestTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    private SandboxTenant Tenant => shared.Tenant;

    private TenantClient Client => shared.Client;

    [Fact]
    public async Task A_form_gets_a_token()
    {
        var reply = await Client.TokenAsync(Tenant.ClientId, Tenant.ClientSecret, Tenant.Audience);
        Assert.Equal(200, (int)reply.Status);
        Assert.Equal("Bearer", reply.String("token_type"));
        Assert.Equal(86400, reply["expires_in"].GetInt32());
        Assert.Contains("update:client_keys", reply.String("scope").Split(' '));
        Assert.Equal("no-store", reply.Header("Cache-Control"));
    }

    [Fact]
    public async Task A_json_body_gets_a_token()
    {
        var reply = await Client.PostAsync("/oauth/token", new
        {
            grant_type = "client_credentials",
            client_id = Tenant.ClientId,
            client_secret = Tenant.ClientSecret,
            audience = Tenant.Audience,
        });
        Assert.Equal(200, (int)reply.Status);
    }

    [Fact]
    public async Task Http_Basic_gets_a_token()
    {
        var reply = await BasicAsync(Tenant.ClientId + ":" + Tenant.ClientSecret, Tenant.Audience);
        Assert.Equal(200, (int)reply.Status);
    }

    [Fact]
    public async Task Http_Basic_may_be_form_encoded_as_the_rfc_wants()
    {
        var (id, _) = await shared.CreateMachineAsync();
        const string Secret = "a+b%c&d/e=f secret";
        await Client.PatchAsync("/api/v2/clients/" + id, new { client_secret = Secret }, shared.Token);
        Assert.Equal(200, (int)(await BasicAsync(id + ":" + Secret, SharedTenant.OrdersApi)).Status);
        Assert.Equal(200, (int)(await BasicAsync(id + ":" + System.Net.WebUtility.UrlEncode(Secret), SharedTenant.OrdersApi)).Status);
        Assert.Equal(200, await shared.SignInAsync(id, Secret));
    }

    [Fact]
    public async Task The_limited_application_gets_read_clients_alone()
    {
        var reply = await Client.TokenAsync(Tenant.LimitedClientId, Tenant.LimitedClientSecret, Tenant.Audience);
        Assert.Equal("read:clients", reply.String("scope"));
    }

    [Fact]
    public async Task A_wrong_secret_is_refused() =>
        (await Client.TokenAsync(Tenant.ClientId, "wrong", Tenant.Audience)).IsOAuthError(401, "access_denied", "Unauthorized");

    [Fact]
    public async Task An_unknown_client_is_refused_like_a_wrong_secret() =>
        (await Client.TokenAsync("nobody", "wrong", Tenant.Audience)).IsOAuthError(401, "access_denied", "Unauthorized");

    [Fact]
    public async Task A_missing_secret_is_refused() =>
        (await Client.FormAsync(("grant_type", "client_credentials"), ("client_id", Tenant.ClientId), ("audience", Tenant.Audience)))
            .IsOAuthError(401, "access_denied", "Unauthorized");

    [Theory]
    [InlineData("grant_type")]
    [InlineData("client_id")]
    [InlineData("audience")]
    public async Task A_missing_parameter_is_named(string missing)
    {
        var fields = new[] { ("grant_type", "client_credentials"), ("client_id", Tenant.ClientId), ("client_secret", Tenant.ClientSecret), ("audience", Tenant.Audience) };
        var reply = await Client.FormAsync([.. fields.Where(field => field.Item1 != missing)]);
        reply.IsOAuthError(400, "invalid_request", "Missing required parameter: " + missing);
    }

    [Fact]
    public async Task An_unknown_grant_type_is_unsupported() =>
        (await Client.FormAsync(("grant_type", "telepathy"), ("client_id", Tenant.ClientId), ("client_secret", Tenant.ClientSecret)))
            .IsOAuthError(400, "unsupported_grant_type", "Grant type not supported");

    [Fact]
    public async Task A_grant_type_the_application_lacks_is_refused_with_a_link()
    {
        var reply = await Client.FormAsync(("grant_type", "authorization_code"), ("client_id", Tenant.ClientId), ("client_secret", Tenant.ClientSecret), ("code", "x"));
        reply.IsOAuthError(403, "unauthorized_client", "Grant type 'authorization_code' not allowed for the client.");
        Assert.Equal("https://auth0.com/docs/clients/client-grant-types", reply.String("error_uri"));
    }

    [Fact]
    public async Task Client_credentials_can_be_taken_from_an_application()
    {
        var (id, secret) = await shared.CreateMachineAsync();
        await Client.PatchAsync("/api/v2/clients/" + id, new { grant_types = new[] { "authorization_code" } }, shared.Token);
        var reply = await Client.TokenAsync(id, secret, SharedTenant.OrdersApi);
        reply.IsOAuthError(403, "unauthorized_client", "Grant type 'client_credentials' not allowed for the client.");
    }

    [Fact]
    public async Task An_unknown_audience_is_named()
    {
        var reply = await Client.TokenAsync(Tenant.ClientId, Tenant.ClientSecret, "https://nowhere.example");
        reply.IsOAuthError(403, "access_denied", "Service not found: https://nowhere.example");
    }

    [Fact]
    public async Task The_slash_at_the_end_of_the_audience_counts()
    {
        var reply = await Client.TokenAsync(Tenant.ClientId, Tenant.ClientSecret, Tenant.Audience.TrimEnd('/'));
        reply.IsOAuthError(403, "access_denied", "Service not found: " + Tenant.Audience.TrimEnd('/'));
    }

    [Fact]
    public async Task Without_a_grant_the_answer_says_how_to_make_one()
    {
        const string Audience = SharedTenant.OrdersApi;
        var reply = await Client.TokenAsync(Tenant.ClientId, Tenant.ClientSecret, Audience);
        reply.IsOAuthError(403, "access_denied", $"Client is not authorized to access \"{Audience}\". You need to create a \"client-grant\" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants");
    }

    [Fact]
    public async Task A_public_application_cannot_use_its_secret()
    {
        var spa = await shared.Running.ApplicationAsync(shared.Token, client => client.TryGetProperty("token_endpoint_auth_method", out var method) && method.GetString() == "none");
        var reply = await Client.TokenAsync(spa.GetProperty("client_id").GetString()!, spa.GetProperty("client_secret").GetString()!, Tenant.Audience);
        reply.IsOAuthError(401, "access_denied", "Unauthorized");
    }

    [Fact]
    public async Task Scopes_can_be_narrowed_but_not_widened()
    {
        var narrowed = await Client.TokenAsync(Tenant.ClientId, Tenant.ClientSecret, Tenant.Audience, ("scope", "read:clients read:client_keys"));
        Assert.Equal("read:clients read:client_keys", narrowed.String("scope"));
        var widened = await Client.TokenAsync(Tenant.LimitedClientId, Tenant.LimitedClientSecret, Tenant.Audience, ("scope", "read:clients update:clients"));
        widened.IsOAuthError(403, "access_denied", "Client has not been granted scopes: update:clients");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"grant_type":1}""")]
    [InlineData("")]
    public async Task A_body_that_makes_no_sense_is_a_bad_request(string body)
    {
        var reply = await Client.SendAsync(HttpMethod.Post, "/oauth/token", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(400, (int)reply.Status);
        Assert.Equal("invalid_request", reply.String("error"));
    }

    [Fact]
    public async Task Fifty_requests_at_once_all_get_tokens()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Client.TokenAsync(Tenant.ClientId, Tenant.ClientSecret, Tenant.Audience)));
        Assert.All(replies, reply => Assert.Equal(200, (int)reply.Status));
    }

    private Task<Reply> BasicAsync(string pair, string audience) => Client.SendAsync(
        HttpMethod.Post,
        "/oauth/token",
        new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("audience", audience)]),
        basic: pair);
}
