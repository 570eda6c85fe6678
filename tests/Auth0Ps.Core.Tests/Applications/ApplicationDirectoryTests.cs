using Auth0Ps.Applications;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Applications;

public sealed class ApplicationDirectoryTests
{
    [Fact]
    public async Task All_applications_of_a_large_tenant_are_listed_once()
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = 430, RateLimit = RateLimitProfile.Parse("none") });

        var listed = await Tenant.ListAsync(await tenant.OpenAsync());

        var ids = listed.Select(application => application.ClientId).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(listed.Count, ids.Count);
        Assert.All(tenant.Sandbox.Applications, seeded => Assert.Contains(seeded.ClientId, ids));
        Assert.Contains(tenant.Sandbox.ClientId, ids);
        Assert.Single(listed, application => application.IsGlobal);
    }

    [Fact]
    public async Task What_cannot_be_rotated_says_why()
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = 100 });

        var listed = await Tenant.ListAsync(await tenant.OpenAsync());

        Assert.Contains("global", listed.Single(application => application.IsGlobal).WhyNotRotatable, StringComparison.Ordinal);
        Assert.Contains("signs in with it", listed.Single(application => application.ClientId == tenant.Sandbox.ClientId).WhyNotRotatable, StringComparison.Ordinal);
        var keyed = listed.Where(application => application.TokenEndpointAuthMethod == "private_key_jwt").ToList();
        Assert.NotEmpty(keyed);
        Assert.All(keyed, application => Assert.NotNull(application.WhyNotRotatable));
        Assert.True(listed.Count(application => application.WhyNotRotatable is null) >= 80);
    }

    [Fact]
    public async Task A_connection_that_may_only_read_applications_sees_the_same_ones()
    {
        await using var tenant = await Tenant.StartAsync();
        var all = await Tenant.ListAsync(await tenant.OpenAsync());

        var limited = await Tenant.ListAsync(await tenant.OpenAsync(tenant.Sandbox.LimitedClientId, tenant.Sandbox.LimitedClientSecret));

        // Which of those without a method use keys, only permissions for keys or credentials show (Auth0 leaves the method out of others too).
        Assert.Equal(
            all.Select(application => (application.ClientId, application.Name, application.TokenEndpointAuthMethod is "private_key_jwt" ? null : application.TokenEndpointAuthMethod)),
            limited.Select(application => (application.ClientId, application.Name, application.TokenEndpointAuthMethod)));
    }

    [Fact]
    public async Task One_application_is_found_by_its_client_id()
    {
        await using var tenant = await Tenant.StartAsync();
        var seeded = tenant.Sandbox.Applications[3];

        var found = await new ApplicationDirectory(await tenant.OpenAsync()).GetAsync(seeded.ClientId, CancellationToken.None);

        Assert.Equal(seeded.Name, found.Name);
        Assert.Equal(seeded.AppType, found.AppType);
    }

    [Theory]
    [InlineData("nobody", ErrorReason.ApplicationNotFound)]
    [InlineData("../users", ErrorReason.InvalidArgument)]
    [InlineData("", ErrorReason.InvalidArgument)]
    public async Task An_unknown_or_impossible_client_id_is_refused(string clientId, ErrorReason reason)
    {
        await using var tenant = await Tenant.StartAsync();

        var failure = await Assert.ThrowsAsync<Auth0Exception>(async () => await new ApplicationDirectory(await tenant.OpenAsync()).GetAsync(clientId, CancellationToken.None));

        Assert.Equal(reason, failure.Reason);
    }

    [Fact]
    public async Task A_missing_permission_is_named_with_where_to_tick_it()
    {
        await using var tenant = await Tenant.StartAsync();
        var session = await tenant.OpenWithScopesAsync("read:client_grants");

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => Tenant.ListAsync(session));

        Assert.Equal(ErrorReason.InsufficientScope, failure.Reason);
        Assert.Equal(403, failure.StatusCode);
        Assert.Contains("read:clients", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listing_works_within_a_small_allowance_without_the_caller_noticing()
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = 550, RateLimit = RateLimitProfile.Parse("2") });

        Assert.Equal(553, (await Tenant.ListAsync(await tenant.OpenAsync())).Count);
    }
}
