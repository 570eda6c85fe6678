using Auth0Ps.Core.Tests.Support;

namespace Auth0Ps.Core.Tests.Connections.Malformed;

/// <summary>Everything that is no tenant's address is refused before anything is sent.</summary>
public sealed class MalformedAddressTests(QuietTenant tenant) : IClassFixture<QuietTenant>
{
    public static TheoryData<string?> Domains => [
        null, "", " ", "\t\r\n", "\u00a0",

        // Plain http where others could listen, and what only looks like this machine.
        "http://example.eu.auth0.com", "HTTP://EXAMPLE.EU.AUTH0.COM", "http://10.0.0.1", "http://192.168.1.1:3000", "http://0.0.0.0:5000",
        "http://127.0.0.1.example.com", "http://localhost.example.com", "http://127.0.0.1:99999", "http://127.0.0.1:-1", "http://127.0.0.1:x",
        "http://[fe80::1]:80", "http://", "http:///", "http://:5000", "127.0.0.1:5000", "localhost:5000", "localhost", "https://127.0.0.1", "https://localhost:5000",

        // Other schemes, and schemes half typed.
        "ftp://example.eu.auth0.com", "wss://example.eu.auth0.com", "file:///etc/passwd", "javascript:alert(1)", "ldap://example.eu.auth0.com",
        "://example.eu.auth0.com", "https:/example.eu.auth0.com", "https:example.eu.auth0.com", "https://https://example.eu.auth0.com", "https://", "//example.eu.auth0.com",

        // More than a host.
        "https://example.eu.auth0.com/api/v2/", "example.eu.auth0.com/authorize", "example.eu.auth0.com//", "example.eu.auth0.com\\x", "example.eu.auth0.com?x=1",
        "example.eu.auth0.com#x", "example.eu.auth0.com:443", "https://example.eu.auth0.com:8443/", "example.eu.auth0.com, other.eu.auth0.com",
        "https://example.eu.auth0.com/.well-known/openid-configuration", "example.eu.auth0.com/../x", "me@example.eu.auth0.com",
        "https://me:planted-secret-that-must-not-show@example.eu.auth0.com", "me:planted-secret-that-must-not-show@example.eu.auth0.com/api/v2/",
        "http://me:planted-secret-that-must-not-show@127.0.0.1:5000",

        // The dashboard, and addresses of it that leave the tenant open.
        "manage.auth0.com", "https://manage.auth0.com/", "https://manage.auth0.com/dashboard", "https://manage.auth0.com/dashboard/", "https://manage.auth0.com/dashboard/eu",
        "https://manage.auth0.com/dashboard/eu/", "https://manage.auth0.com/dashboard/us/example/", "https://manage.auth0.com/dashboard/eu-2/example/applications",
        "https://manage.auth0.com/dashboard/xx/example/", "https://manage.auth0.com/dashboard/1/example/", "https://manage.auth0.com/dashboard/eu/ab/",
        "https://manage.auth0.com/dashboard/eu/exa_mple/", "https://manage.auth0.com/login?state=x", "https://manage.auth0.com/dashboard/#/applications",
        "auth0.com", "eu.auth0.com", "https://us.auth0.com/",

        // What cannot be a host at all.
        "example", "10.1.2.3", "[fe80::1]", "[::1]", "2130706433", "0x7f000001", "1.2.3", "-example.eu.auth0.com", "example-.eu.auth0.com", "example..auth0.com", ".eu.auth0.com",
        "example.eu.auth0.com.", "*.auth0.com", "exa_mple.eu.auth0.com", "exa%20mple.eu.auth0.com", "exa mple.eu.auth0.com", "exa\tmple.eu.auth0.com", "exa\0mple.eu.auth0.com",
        "exa\u200bmple.eu.auth0.com", "exa\u2028mple.eu.auth0.com", "exa\u202emple.eu.auth0.com", "exa\u001b[31mmple.eu.auth0.com", "bücher.example", "exаmple.eu.auth0.com",
        "example。eu。auth0。com", "東京.example", "<string>", "{domain}", "$env:AUTH0_DOMAIN", "'example.eu.auth0.com'", "null.", "{\"domain\":\"example.eu.auth0.com\"}",
        "example.eu.auth0.com\nother.eu.auth0.com", "example.eu.auth0.com\r\nHost: evil.example", new string('a', 64) + ".eu.auth0.com", string.Concat(Enumerable.Repeat("label.", 50)) + "com", new string('x', 100_000),
    ];

    public static TheoryData<string?, TenantRegion> TenantNames
    {
        get
        {
            var all = new TheoryData<string?, TenantRegion>();
            string?[] names = [
                "", " ", "ab", "Example", "EXAMPLE", "-example", "example-", "exa_mple", "exa mple", "exa.mple", "example.eu", "example.eu.auth0.com", "https://example", "exämple", "東京東京",
                "exa/mple", "../..", "exa:mple", "exa%20mple", "exa@mple", "exa\nmple", "exa\0mple", "exa\u202emple", "<string>", new string('x', 64), new string('x', 100_000),
            ];
            for (var index = 0; index < names.Length; index++)
                all.Add(names[index], (TenantRegion)(index % 6));
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Domains))]
    public Task A_malformed_domain_is_refused_before_any_request(string? domain) =>
        tenant.AssertRefusedAsync(tenant.Good with { Domain = domain }, ErrorReason.InvalidDomain);

    [Theory]
    [MemberData(nameof(TenantNames))]
    public Task A_malformed_tenant_name_is_refused_before_any_request(string? name, TenantRegion region) =>
        tenant.AssertRefusedAsync(tenant.Good with { Domain = null, TenantDomain = name, Region = region }, ErrorReason.InvalidDomain);
}
