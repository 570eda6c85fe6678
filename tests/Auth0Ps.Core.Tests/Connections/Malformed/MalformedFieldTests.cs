using System.Security;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;

namespace Auth0Ps.Core.Tests.Connections.Malformed;

/// <summary>Every other field of a connection that cannot be what it is given for is refused before anything is sent.</summary>
public sealed class MalformedFieldTests(QuietTenant tenant) : IClassFixture<QuietTenant>
{
    public static TheoryData<string?> Names => [
        null, "", " ", "Prod", "prod eu", "-prod", "prod-", "prod--eu", "prod_eu", "prod.eu", "prod/eu", "../prod", "prod\n", "prod\0", "pro\td", "prod*", "[p]rod", "größe", "東京", "😀",
        "prod\u202exe", "'prod'", "\"prod\"", "$(prod)", "<string>", "prod;rm", new string('x', 65), new string('x', 100_000),
    ];

    public static TheoryData<string?> ClientIds => [
        null, "", " ", "a b", "a/b", "../users/x", "abc?fields=client_secret", "abc#x", "abc%20", "äbc", "a\nb", "a\0b", "a\u200bb", "<string>", "a,b", "a;b", "'abc'", "abc@clients", "{abc}",
        "abc=", "https://example.eu.auth0.com", "東京", new string('x', 129), new string('x', 100_000),
    ];

    public static TheoryData<string> Audiences => [
        "", " ", "two words", "a\tb", "a\nb", "a\0b", "a\u2028b", "a\u200bb", "a\u202eb", "https://example.eu.auth0.com/api/v2", "https://example.eu.auth0.com/API/V2",
        "https://example.eu.auth0.com/ api/v2/", new string('x', 601), new string('x', 100_000),
    ];

    public static TheoryData<string?> BaseUris => [
        "", " ", "orders", "/v1/", "//api.example.com/", "api.example.com", "api.example.com:443/v1", "https:", "https://", "https:///v1", "ftp://api.example.com/", "file:///etc/passwd",
        "javascript:alert(1)", "http://api.example.com/", "http://localhost.example.com/", "https://me:planted-secret-that-must-not-show@api.example.com/",
        "http://me:planted-secret-that-must-not-show@api.example.com/", "ftp://me:planted-secret-that-must-not-show@api.example.com/", "https://me:planted-secret-that-must-not-show@api example.com/",
        "https://api.example.com/?x=1", "https://api.example.com/?", "https://api.example.com/#x", "https://api example.com/", "https://api.example.com:99999/", "https://[::1", "https://api.example.com/\nx y", "<string>",
    ];

    public static TheoryData<string> Scopes => ["read:\"clients\"", "read\\clients", "größe", "read:clients\nupdate:clients", "read:clients\tx", "a\0b", "a\u200bb", "東京", "read:clients 😀"];

    public static TheoryData<string> Organizations => ["two words", "org/abc", "org_abc\nx", "org\0", "örg", "org_abc?x", "<string>", "a\u200bb", "a,b", new string('x', 129)];

    public static TheoryData<string> KeyIds => ["", " ", "short", "with a space", "key/identifier", "key.identifier", "kéy-identifier", "key:identifier", "key\nidentifier", "key+identifier=", "<string><string>", new string('x', 65)];

    public static TheoryData<int> Ports => [int.MinValue, -1, 0, 1, 80, 443, 1023, 65536, 99999, int.MaxValue];

    public static TheoryData<string> Mixtures => [
        "description of 257", "long description", "no client secret", "empty client secret", "My Account with client credentials", "My Account audience without slash", "Custom without audience",
        "address with Management", "address with My Account", "browser login without secret", "nowhere", "no region",
    ];

    private static ConnectionRequest Custom(ConnectionRequest good, string? address) =>
        good with { ApiType = Auth0ApiType.Custom, Audience = "https://api.example.com/", BaseUri = address };

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_name(string? name) => tenant.AssertRefusedAsync(tenant.Good with { Name = name }, ErrorReason.InvalidName);

    [Theory]
    [MemberData(nameof(ClientIds))]
    public Task A_client_id(string? id) => RefusedAsync(tenant.Good with { ClientId = id });

    [Theory]
    [MemberData(nameof(Audiences))]
    public Task An_audience(string audience) => RefusedAsync(tenant.Good with { Audience = audience });

    [Theory]
    [MemberData(nameof(BaseUris))]
    public Task An_address_of_an_API(string? address) => RefusedAsync(Custom(tenant.Good, address));

    [Theory]
    [MemberData(nameof(Scopes))]
    public Task A_scope(string scope) => RefusedAsync(tenant.Good with { Scope = ["read:clients", scope] });

    [Theory]
    [MemberData(nameof(Organizations))]
    public Task An_organization(string organization) => RefusedAsync(tenant.Good with { Organization = organization });

    [Theory]
    [MemberData(nameof(KeyIds))]
    public Task A_key_id(string id) => RefusedAsync(tenant.Good with { ClientSecret = null, PrivateKey = TestKeys.Pem, KeyId = id });

    [Theory]
    [MemberData(nameof(Ports))]
    public Task A_redirect_port(int port) => RefusedAsync(tenant.Good with { GrantType = Auth0GrantType.AuthorizationCodePkce, RedirectPort = port });

    [Theory]
    [MemberData(nameof(Mixtures))]
    public Task A_mixture_that_makes_no_sense(string what)
    {
        var good = tenant.Good;
        return tenant.AssertRefusedAsync(
            what switch
            {
                "description of 257" => good with { Description = new string('ä', 257) },
                "long description" => good with { Description = new string('x', 100_000) },
                "no client secret" => good with { ClientSecret = null },
                "empty client secret" => good with { ClientSecret = new SecureString() },
                "My Account with client credentials" => good with { ApiType = Auth0ApiType.MyAccount, GrantType = Auth0GrantType.ClientCredentials },
                "My Account audience without slash" => good with { ApiType = Auth0ApiType.MyAccount, Audience = "https://example.eu.auth0.com/me" },
                "Custom without audience" => Custom(good, "https://api.example.com/") with { Audience = null },
                "address with Management" => good with { BaseUri = "https://api.example.com/" },
                "address with My Account" => good with { ApiType = Auth0ApiType.MyAccount, BaseUri = "https://api.example.com/" },
                "browser login without secret" => good with { ClientSecret = null, GrantType = Auth0GrantType.AuthorizationCode },
                "nowhere" => good with { Domain = null, TenantDomain = null },
                _ => good with { Domain = null, TenantDomain = "example", Region = null },
            },
            what is "nowhere" or "no region" ? ErrorReason.InvalidDomain : ErrorReason.InvalidArgument);
    }

    private Task RefusedAsync(ConnectionRequest request) => tenant.AssertRefusedAsync(request, ErrorReason.InvalidArgument);
}
