using Auth0Ps.Connections;

namespace Auth0Ps.Core.Tests.Connections;

public sealed class TenantAddressTests
{
    [Theory]
    [InlineData("example.eu.auth0.com", "example.eu.auth0.com", TenantRegion.EU)]
    [InlineData("https://example.eu.auth0.com", "example.eu.auth0.com", TenantRegion.EU)]
    [InlineData("example.eu.auth0.com/", "example.eu.auth0.com", TenantRegion.EU)]
    [InlineData("https://example.us.auth0.com/", "example.us.auth0.com", TenantRegion.US)]
    [InlineData("  EXAMPLE.JP.auth0.com ", "example.jp.auth0.com", TenantRegion.JP)]
    [InlineData("old-tenant.auth0.com", "old-tenant.auth0.com", TenantRegion.US)]
    [InlineData("login.example.com", "login.example.com", null)]
    [InlineData("example.private.cloud.auth0app.com", "example.private.cloud.auth0app.com", null)]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example", null)]
    [InlineData("https://manage.auth0.com/dashboard/eu/example/applications/abc/settings", "example.eu.auth0.com", TenantRegion.EU)]
    [InlineData("manage.auth0.com/dashboard/au/example", "example.au.auth0.com", TenantRegion.AU)]
    [InlineData("https://manage.auth0.com/dashboard/jp/example/?tab=1#top", "example.jp.auth0.com", TenantRegion.JP)]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000", null)]
    [InlineData("http://localhost:5000/", "http://localhost:5000", null)]
    [InlineData("http://[::1]:5000", "http://[::1]:5000", null)]
    public void A_tenants_host_is_understood_in_the_forms_people_paste(string text, string domain, TenantRegion? region)
    {
        var address = TenantAddress.Parse(text);

        Assert.Equal(domain, address.Domain);
        Assert.Equal(region, address.Region);
        Assert.EndsWith("/api/v2/", address.ManagementAudience, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "is empty")]
    [InlineData("", "is empty")]
    [InlineData("   ", "is empty")]
    [InlineData("http://example.eu.auth0.com", "uses http")]
    [InlineData("http://10.0.0.1", "uses http")]
    [InlineData("ftp://example.eu.auth0.com", "only https")]
    [InlineData("https://example.eu.auth0.com/api/v2/", "a path")]
    [InlineData("example.eu.auth0.com//", "a path")]
    [InlineData("example.eu.auth0.com\\x", "a path")]
    [InlineData("example.eu.auth0.com?x=1", "a query")]
    [InlineData("example.eu.auth0.com#x", "a query or fragment")]
    [InlineData("example.eu.auth0.com:443", "a port")]
    [InlineData("127.0.0.1:5000", "on this machine")]
    [InlineData("user@example.eu.auth0.com", "user information")]
    [InlineData("example .eu.auth0.com", "a space")]
    [InlineData("exa\tmple.eu.auth0.com", "a space")]
    [InlineData("exa\u0000mple.eu.auth0.com", "a control character")]
    [InlineData("bücher.example", "outside ASCII")]
    [InlineData("exаmple.eu.auth0.com", "outside ASCII")]
    [InlineData("10.1.2.3", "IP address")]
    [InlineData("[fe80::1]", null)]
    [InlineData("example", "not a host name")]
    [InlineData("https://manage.auth0.com/dashboard/us/example/", "does not tell the host of tenant 'example'")]
    [InlineData("https://manage.auth0.com/dashboard/eu-2/example/", "does not tell the host of tenant 'example'")]
    [InlineData("https://manage.auth0.com/dashboard/", "a path")]
    [InlineData("https://manage.auth0.com/", "is the dashboard's host")]
    [InlineData("-example.eu.auth0.com", "not a host name")]
    [InlineData("example..auth0.com", "not a host name")]
    [InlineData("example.eu.auth0.com.", "not a host name")]
    [InlineData("*.auth0.com", "not a host name")]
    [InlineData("http://127.0.0.1:99999", "uses http")]
    [InlineData("http://127.0.0.1.example.com", "uses http")]
    public void Anything_else_is_refused_with_the_reason_and_the_right_form(string? text, string? because)
    {
        var refusal = Assert.Throws<Auth0Exception>(() => TenantAddress.Parse(text));

        Assert.Equal(ErrorReason.InvalidDomain, refusal.Reason);
        Assert.NotNull(refusal.RecommendedAction);
        if (because is not null)
            Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_front_of_the_host_is_not_repeated_in_the_error()
    {
        var refusal = Assert.Throws<Auth0Exception>(() => TenantAddress.Parse("https://me:hunter2@example.eu.auth0.com"));

        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Target?.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("example", TenantRegion.EU, "example.eu.auth0.com")]
    [InlineData("my-tenant", TenantRegion.US, "my-tenant.us.auth0.com")]
    public void Tenant_name_and_region_make_the_host(string tenant, TenantRegion region, string domain) =>
        Assert.Equal(domain, TenantAddress.FromTenant(tenant, region).Domain);

    [Theory]
    [InlineData("ab")]
    [InlineData("Example")]
    [InlineData("-example")]
    [InlineData("example-")]
    [InlineData("exa_mple")]
    [InlineData("example.eu")]
    [InlineData(null)]
    public void A_tenant_name_that_Auth0_would_not_allow_is_refused(string? tenant) =>
        Assert.Equal(
            ErrorReason.InvalidDomain,
            Assert.Throws<Auth0Exception>(() => TenantAddress.FromTenant(tenant, TenantRegion.EU)).Reason);
}
