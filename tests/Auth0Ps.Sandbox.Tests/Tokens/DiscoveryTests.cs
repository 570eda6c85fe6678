using System.Security.Cryptography.X509Certificates;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Tokens;

public sealed class DiscoveryTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    [Fact]
    public async Task The_discovery_document_leads_to_endpoints_that_work()
    {
        var document = await shared.Client.GetAsync("/.well-known/openid-configuration");
        Assert.Equal(shared.Tenant.Domain + "/", document.String("issuer"));
        Assert.Equal(shared.Tenant.Domain + "/oauth/token", document.String("token_endpoint"));
        Assert.Equal(200, (int)(await shared.Client.GetAsync(new Uri(document.String("jwks_uri")).AbsolutePath)).Status);
    }

    [Fact]
    public async Task What_the_discovery_document_promises_is_there()
    {
        var document = await shared.Client.GetAsync("/.well-known/openid-configuration");
        foreach (var (endpoint, method) in new[] { ("authorization_endpoint", "GET"), ("userinfo_endpoint", "GET"), ("revocation_endpoint", "POST"), ("token_endpoint", "POST") })
            Assert.NotEqual(404, (int)(await shared.Client.SendAsync(new HttpMethod(method), new Uri(document.String(endpoint)).AbsolutePath)).Status);
        Assert.Equal(5, document.Body.EnumerateObject().Count(member => member.Name.EndsWith("_endpoint", StringComparison.Ordinal) || member.Name == "jwks_uri"));
        Assert.Equal(["client_credentials", "authorization_code", "refresh_token"], Strings(document, "grant_types_supported"));
        Assert.Equal(["S256"], Strings(document, "code_challenge_methods_supported"));
        Assert.Equal(["code"], Strings(document, "response_types_supported"));
        Assert.Equal(["query", "form_post"], Strings(document, "response_modes_supported"));
        Assert.Equal(["client_secret_basic", "client_secret_post", "private_key_jwt", "none"], Strings(document, "token_endpoint_auth_methods_supported"));
        Assert.Equal(["RS256", "RS384", "PS256"], Strings(document, "token_endpoint_auth_signing_alg_values_supported"));
    }

    [Fact]
    public async Task The_metadata_of_RFC_8414_say_the_same() => Assert.Equal(
        (await shared.Client.GetAsync("/.well-known/openid-configuration")).Text,
        (await shared.Client.GetAsync("/.well-known/oauth-authorization-server")).Text);

    private static IEnumerable<string?> Strings(Reply reply, string name) => reply[name].EnumerateArray().Select(item => item.GetString());

    [Fact]
    public async Task Every_published_key_agrees_with_its_certificate()
    {
        var keys = (await shared.Client.GetAsync("/.well-known/jwks.json"))["keys"].EnumerateArray().ToList();
        Assert.Equal(2, keys.Count);
        Assert.All(keys, key =>
        {
            Assert.Equal("RSA", key.GetProperty("kty").GetString());
            Assert.Equal("sig", key.GetProperty("use").GetString());
            Assert.Equal("RS256", key.GetProperty("alg").GetString());
            using var certificate = new X509Certificate2(Convert.FromBase64String(key.GetProperty("x5c")[0].GetString()!));
            Assert.Equal(key.GetProperty("x5t").GetString(), Jwt.Text(certificate.GetCertHash()));
            using var rsa = certificate.GetRSAPublicKey()!;
            Assert.Equal(key.GetProperty("n").GetString(), Jwt.Text(rsa.ExportParameters(false).Modulus!));
        });
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/nothing/here")]
    [InlineData("GET", "/oauth/token")]
    [InlineData("PUT", "/oauth/token")]
    [InlineData("POST", "/.well-known/jwks.json")]
    [InlineData("GET", "/api/v2/")]
    [InlineData("GET", "/api/v2/nothing")]
    [InlineData("PUT", "/api/v2/clients")]
    [InlineData("GET", "/api/v2/clients/")]
    public async Task What_does_not_exist_is_not_found(string method, string path)
    {
        var reply = await shared.Client.SendAsync(new HttpMethod(method), path, token: shared.Token);
        reply.IsError(404, null, "Not Found");
        Assert.Equal("Not Found", reply.String("error"));
    }
}
