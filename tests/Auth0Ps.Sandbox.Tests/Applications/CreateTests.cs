using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Applications;

public sealed class CreateTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    private const string Path = "/api/v2/clients";

    [Fact]
    public async Task A_name_alone_is_enough_and_the_rest_is_filled_in_as_Auth0_does()
    {
        var created = await PostAsync(new { name = "Grün & 日本 \"x\"" });
        Assert.Equal(201, (int)created.Status);
        Assert.Equal("Grün & 日本 \"x\"", created.String("name"));
        Assert.Matches("^[A-Za-z0-9]{32}$", created.String("client_id"));
        Assert.Matches("^[A-Za-z0-9_-]{64}$", created.String("client_secret"));
        Assert.Equal(["authorization_code", "implicit", "refresh_token", "client_credentials"], created["grant_types"].EnumerateArray().Select(type => type.GetString()));
        Assert.True(created["is_first_party"].GetBoolean());
        Assert.False(created["global"].GetBoolean());
        Assert.False(created["oidc_conformant"].GetBoolean());
        Assert.Equal(36000, created["jwt_configuration"].GetProperty("lifetime_in_seconds").GetInt32());
        Assert.Equal("non-rotating", created["refresh_token"].GetProperty("rotation_type").GetString());
        Assert.False(created.Has("app_type"));
        Assert.False(created.Has("token_endpoint_auth_method"));
    }

    [Fact]
    public async Task The_private_signing_key_is_shown_on_creation_only()
    {
        var created = await PostAsync(new { name = "Keys" });
        Assert.StartsWith("-----BEGIN RSA PRIVATE KEY-----", created["signing_keys"][0].GetProperty("key").GetString(), StringComparison.Ordinal);
        Assert.True(created["encrypted"].GetBoolean());
        var read = await shared.Client.GetAsync(Path + "/" + created.String("client_id"), shared.Token);
        Assert.False(read["signing_keys"][0].TryGetProperty("key", out _));
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", read["signing_keys"][0].GetProperty("cert").GetString(), StringComparison.Ordinal);
        Assert.False(read.Has("encrypted"));
    }

    [Fact]
    public async Task A_third_party_application_gets_an_identifier_of_its_own_kind()
    {
        var created = await PostAsync(new { name = "Partner", is_first_party = false, app_type = "spa", token_endpoint_auth_method = "none" });
        Assert.StartsWith("tpc_", created.String("client_id"), StringComparison.Ordinal);
        Assert.False(created["is_first_party"].GetBoolean());
        Assert.True(created["oidc_conformant"].GetBoolean());
        Assert.Equal("rotating", created["refresh_token"].GetProperty("rotation_type").GetString());
        Assert.DoesNotContain("client_credentials", created["grant_types"].EnumerateArray().Select(type => type.GetString()));
    }

    [Theory]
    [InlineData("""{"token_endpoint_auth_method":"client_secret_post"}""", 31557600, 2592000)]
    [InlineData("""{"token_endpoint_auth_method":"client_secret_basic","app_type":"regular_web"}""", 31557600, 2592000)]
    [InlineData("""{"token_endpoint_auth_method":"none","app_type":"spa"}""", 2592000, 1296000)]
    [InlineData("""{"app_type":"non_interactive"}""", 2592000, 1296000)]
    [InlineData("{}", 2592000, 1296000)]
    public async Task Lifetimes_of_refresh_tokens_follow_the_authentication_method(string body, int lifetime, int idle)
    {
        var created = await shared.Client.SendAsync(HttpMethod.Post, Path, Json(body.Insert(1, "\"name\":\"x\"" + (body.Length > 2 ? "," : ""))), shared.Token);
        Assert.Equal(lifetime, created["refresh_token"].GetProperty("token_lifetime").GetInt32());
        Assert.Equal(idle, created["refresh_token"].GetProperty("idle_token_lifetime").GetInt32());
        Assert.Equal(body.Contains("auth_method", StringComparison.Ordinal), created.Has("token_endpoint_auth_method"));
    }

    [Fact]
    public async Task An_application_that_stands_for_an_API_has_no_grant_types()
    {
        var created = await PostAsync(new { name = "api", app_type = "resource_server" });
        Assert.Empty(created["grant_types"].EnumerateArray());
        Assert.True(created["oidc_conformant"].GetBoolean());
    }

    [Theory]
    [InlineData("\\ud83d", "\uFFFD")]
    [InlineData("a\\udc00b", "a\uFFFDb")]
    [InlineData("\\ud83d\\ud83d\\ude00", "\uFFFD\U0001F600")]
    [InlineData("\\uD83D\\uDE00 \\u00e9", "\U0001F600 \u00e9")]
    [InlineData("\\\\ud83d", "\\ud83d")]
    public async Task Half_a_letter_becomes_the_sign_for_it(string written, string stored)
    {
        var created = await shared.Client.SendAsync(HttpMethod.Post, Path, Json("{\"name\":\"" + written + "\",\"client_metadata\":{\"k\":\"" + written + "\"}}"), shared.Token);
        Assert.True((int)created.Status == 201, created.Text);
        Assert.Equal((stored, stored), (created.String("name"), created["client_metadata"].GetProperty("k").GetString()));
    }

    [Fact]
    public async Task What_was_created_can_be_read_back()
    {
        var created = await PostAsync(new
        {
            name = "Whole",
            description = "d",
            app_type = "regular_web",
            callbacks = new[] { "https://a.example/cb" },
            client_metadata = new { a = "1" },
            jwt_configuration = new { alg = "RS256", secret_encoded = false },
        });
        var read = await shared.Client.GetAsync(Path + "/" + created.String("client_id"), shared.Token);
        foreach (var member in read.Body.EnumerateObject().Where(member => member.Name != "signing_keys"))
            Assert.Equal(member.Value.GetRawText(), created[member.Name].GetRawText());
        Assert.Equal("https://a.example/cb", read["callbacks"][0].GetString());
    }

    [Fact]
    public async Task A_secret_of_ones_own_is_taken()
    {
        var created = await PostAsync(new { name = "Own", client_secret = "my-own-secret" });
        Assert.Equal("my-own-secret", created.String("client_secret"));
    }

    [Theory]
    [InlineData("{}", "'Missing required property: name'.")]
    [InlineData("""{"name":""}""", "'String is too short (0 chars), minimum 1' on property name.")]
    [InlineData("""{"name":"a<b"}""", "'String does not match pattern: ^[^<>]+$' on property name.")]
    [InlineData("""{"name":5}""", "'Expected type string but found type integer' on property name.")]
    [InlineData("""{"name":"a","app_type":"toaster"}""", "'No enum match for: toaster' on property app_type.")]
    [InlineData("""{"name":"a","token_endpoint_auth_method":"telepathy"}""", "'No enum match for: telepathy' on property token_endpoint_auth_method.")]
    [InlineData("""{"name":"a","nonsense":1}""", "'Additional properties not allowed: nonsense'.")]
    [InlineData("""{"name":"a","client_id":"x"}""", "'Additional properties not allowed: client_id'.")]
    [InlineData("""{"name":"a","callbacks":"https://x"}""", "'Expected type array but found type string' on property callbacks.")]
    [InlineData("""{"name":"a","callbacks":["https://x",1]}""", "'Expected type string but found type integer' on property callbacks[1].")]
    [InlineData("""{"name":"a","sso":"yes"}""", "'Expected type boolean but found type string' on property sso.")]
    [InlineData("""{"name":"a","jwt_configuration":{"lifetime_in_seconds":1.5}}""", "'Expected type integer but found type number' on property jwt_configuration.lifetime_in_seconds.")]
    [InlineData("""{"name":"a","client_secret":""}""", "'String is too short (0 chars), minimum 1' on property client_secret.")]
    [InlineData("""{"name":"a","refresh_token":{"rotation_type":"rotating"}}""", "'Missing required property: expiration_type' on property refresh_token.")]
    [InlineData("""{"name":"a","default_organization":{"organization_id":"acme","flows":["client_credentials"]}}""", "'Object didn't pass validation for format organization-id: acme' on property default_organization.organization_id.")]
    [InlineData("[]", "'Expected type object but found type array'.")]
    [InlineData("null", "'Expected type object but found type null'.")]
    public async Task A_body_that_breaks_a_rule_is_refused_by_name(string body, string violation)
    {
        var reply = await shared.Client.SendAsync(HttpMethod.Post, Path, Json(body), shared.Token);
        reply.IsError(400, "invalid_body", "Payload validation error: " + violation);
        Assert.Equal("Bad Request", reply.String("error"));
    }

    [Fact]
    public async Task A_description_has_140_characters_at_most()
    {
        Assert.Equal(201, (int)(await PostAsync(new { name = "a", description = new string('x', 140) })).Status);
        Assert.Equal(400, (int)(await PostAsync(new { name = "a", description = new string('x', 141) })).Status);
    }

    [Fact]
    public async Task Metadata_has_ten_keys_of_255_characters_at_most()
    {
        var ten = Enumerable.Range(0, 10).ToDictionary(number => "key" + number, _ => "v");
        Assert.Equal(201, (int)(await PostAsync(new { name = "a", client_metadata = ten })).Status);
        ten["one more"] = "v";
        Assert.Equal(400, (int)(await PostAsync(new { name = "a", client_metadata = ten })).Status);
        Assert.Equal(201, (int)(await PostAsync(new { name = "a", client_metadata = new { k = new string('x', 255) } })).Status);
        Assert.Equal(400, (int)(await PostAsync(new { name = "a", client_metadata = new { k = new string('x', 256) } })).Status);
    }

    [Theory]
    [InlineData("{\"name\":")]
    [InlineData("{} {}")]
    [InlineData("name=x")]
    public async Task Text_that_is_no_json_is_refused(string body) =>
        (await shared.Client.SendAsync(HttpMethod.Post, Path, Json(body), shared.Token)).IsError(400, "invalid_body", "Invalid request payload JSON format");

    [Fact]
    public async Task Another_media_type_is_refused()
    {
        using var content = new StringContent("<name/>", System.Text.Encoding.UTF8, "application/xml");
        (await shared.Client.SendAsync(HttpMethod.Post, Path, content, shared.Token)).IsError(415, null, "Unsupported Media Type");
    }

    [Fact]
    public async Task A_hundred_created_at_once_are_all_different()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => PostAsync(new { name = "Same name" })));
        Assert.Equal(100, replies.Select(reply => reply.String("client_id")).Distinct().Count());
        Assert.Equal(100, replies.Select(reply => reply.String("client_secret")).Distinct().Count());
    }

    private Task<Reply> PostAsync(object body) => shared.Client.PostAsync(Path, body, shared.Token);

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");
}
