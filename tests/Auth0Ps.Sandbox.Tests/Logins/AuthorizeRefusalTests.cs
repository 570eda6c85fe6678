using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Logins;

public sealed class AuthorizeRefusalTests(BrowserTenant tenant) : IClassFixture<BrowserTenant>
{
    [Theory]
    [InlineData("http://127.0.0.1:47813/callback/")]
    [InlineData("http://127.0.0.1:47814/callback")]
    [InlineData("http://localhost:47813/callback")]
    [InlineData("HTTP://127.0.0.1:47813/callback")]
    [InlineData("http://127.0.0.1:47813/callback?x=1")]
    [InlineData("http://127.0.0.1:47813/callback#x")]
    [InlineData("https://evil.example/<script>")]
    public async Task Another_address_than_the_registered_one_gets_a_page_and_no_redirect(string address)
    {
        var page = await tenant.AuthorizeAsync(tenant.Native, ("redirect_uri", address));
        Assert.Equal(403, page.Status);
        Assert.Null(page.Location);
        Assert.Contains("Callback URL mismatch", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Missing required parameter: client_id")]
    [InlineData("nobody<b>", "Unknown client: nobody&lt;b&gt;")]
    public async Task An_unknown_application_gets_a_page_and_no_redirect(string? clientId, string text)
    {
        var page = await tenant.AuthorizeAsync(clientId);
        Assert.Equal(400, page.Status);
        Assert.Null(page.Location);
        Assert.Contains(text, page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_without_callbacks_gets_a_page()
    {
        var id = await CreateAsync(new { name = "None", grant_types = new[] { "authorization_code" } });
        Assert.Equal(400, (await tenant.AuthorizeAsync(id, ("redirect_uri", null))).Status);
    }

    public static TheoryData<string, string?, string, string> Refused => new()
    {
        { "response_type", null, "invalid_request", "Missing required parameter: response_type" },
        { "response_type", "token", "unsupported_response_type", "Unsupported response type: token" },
        { "response_mode", "web_message", "invalid_request", "Unsupported response mode: web_message" },
        { "audience", "https://nowhere.example", "access_denied", "Service not found: https://nowhere.example" },
        { "prompt", "none", "login_required", "Login required" },
        { "code_challenge", null, "invalid_request", "Missing required parameter: code_challenge" },
        { "code_challenge", "short", "invalid_request", "code_challenge must be the base64url of a SHA-256" },
        { "code_challenge_method", "plain", "invalid_request", "code_challenge_method must be S256" },
        { "code_challenge_method", null, "invalid_request", "code_challenge_method must be S256" },
        { "organization", "org_0123456789abcdef", "invalid_request", "parameter organization is invalid: the organization does not exist" },
        { "organization", "acme", "invalid_request", "parameter organization must be an organization id" },
        { "request", "x.y.z", "request_not_supported", "The parameter request is not supported" },
        { "request_uri", "urn:x", "request_uri_not_supported", "The parameter request_uri is not supported" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Every_other_refusal_goes_to_the_application(string name, string? value, string error, string description) =>
        (await tenant.AuthorizeAsync(tenant.Native, (name, value))).IsRedirectedError(error, description, "st&te=1");

    [Fact]
    public async Task Without_a_state_none_comes_back() =>
        (await tenant.AuthorizeAsync(tenant.Native, ("prompt", "none"), ("state", null))).IsRedirectedError("login_required", "Login required", null);

    [Fact]
    public async Task The_application_needs_the_grant_type()
    {
        var id = await CreateAsync(new { name = "Machine", callbacks = new[] { BrowserTenant.Callback }, grant_types = new[] { "client_credentials" } });
        (await tenant.AuthorizeAsync(id)).IsRedirectedError("unauthorized_client", "Grant type 'authorization_code' not allowed for the client.", "st&te=1");
    }

    [Fact]
    public async Task The_My_Account_API_needs_a_grant_for_users()
    {
        var id = await CreateAsync(new { name = "Native", token_endpoint_auth_method = "none", callbacks = new[] { BrowserTenant.Callback } });
        var refusal = $"Client \"{id}\" is not authorized to access resource server \"{tenant.Audience}\".";
        (await tenant.AuthorizeAsync(id, ("audience", tenant.Audience))).IsRedirectedError("access_denied", refusal, "st&te=1");
        await GrantAsync(id, "client");
        Assert.Equal(302, (await tenant.AuthorizeAsync(id, ("audience", tenant.Audience))).Status);
        await GrantAsync(id, "user");
        var tokens = await tenant.TokensAsync(id, "openid read:me:factors delete:me:authentication_methods", ("audience", tenant.Audience));
        Assert.Equal("openid read:me:factors", tokens.String("scope"));
    }

    [Fact]
    public async Task The_policy_of_an_api_decides_about_users()
    {
        const string Api = "urn:example:policy";
        await tenant.Client.PostAsync("/api/v2/resource-servers", new { identifier = Api, scopes = new[] { new { value = "read:x" } } }, tenant.Token);
        Assert.Equal("read:x", (await tenant.TokensAsync(tenant.Native, "read:x read:unknown", ("audience", Api))).String("scope"));
        await tenant.Client.PatchAsync("/api/v2/resource-servers/" + Api, new { subject_type_authorization = new { user = new { policy = "deny_all" } } }, tenant.Token);
        (await tenant.AuthorizeAsync(tenant.Native, ("audience", Api)))
            .IsRedirectedError("access_denied", $"Client \"{tenant.Native}\" is not authorized to access resource server \"{Api}\".", "st&te=1");
    }

    [Fact]
    public async Task A_refusal_between_page_and_form_is_noticed()
    {
        var id = await CreateAsync(new { name = "Shrinking", callbacks = new[] { BrowserTenant.Callback }, grant_types = new[] { "authorization_code" } });
        var page = await tenant.AuthorizeAsync(id);
        await tenant.Client.PatchAsync("/api/v2/clients/" + id, new { callbacks = Array.Empty<string>() }, tenant.Token);
        var answer = await tenant.LogInAsync(page);
        Assert.Equal(403, answer.Status);
        Assert.Null(answer.Location);
    }

    private async Task<string> CreateAsync(object body) => (await tenant.Client.PostAsync("/api/v2/clients", body, tenant.Token)).String("client_id");

    private Task<Reply> GrantAsync(string clientId, string subject) => tenant.Client.PostAsync(
        "/api/v2/client-grants",
        new { client_id = clientId, audience = tenant.Audience, scope = new[] { "read:me:factors" }, subject_type = subject },
        tenant.Token);
}
