using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Vaults.TenantVaults;

public sealed class TenantVaultReadingTests
{
    [Fact]
    public async Task Every_entry_that_is_listed_can_be_read()
    {
        await using var scene = await TenantVaultScene.StartAsync();

        var entries = await scene.ListAsync();

        Assert.True(entries.Count > 10);
        foreach (var entry in entries)
            Assert.Equal($"{entry.Application.ClientId}:{await scene.Tenant.LiveSecretAsync(entry.Application.ClientId)}", await scene.ReadAsync(entry.Name));
        var all = await Tenant.ListAsync(await scene.Tenant.OpenAsync());
        var left = all.Where(application => entries.All(entry => entry.Application.ClientId != application.ClientId)).ToList();
        Assert.NotEmpty(left);
        Assert.All(left, application => Assert.True(application.IsGlobal || application.TokenEndpointAuthMethod == "private_key_jwt"));
    }

    [Fact]
    public async Task Reading_all_lists_the_tenant_once()
    {
        await using var scene = await TenantVaultScene.StartAsync(new SandboxOptions { ApplicationCount = 250, RateLimit = RateLimitProfile.None });
        var entries = await scene.ListAsync();
        var lists = scene.Lists;

        foreach (var entry in entries.Take(60))
            Assert.NotNull(await scene.ReadAsync(entry.Name));

        Assert.Equal(lists, scene.Lists);
        Assert.Equal(3, lists);
    }

    [Fact]
    public async Task A_name_of_several_applications_is_told_by_client_ids_in_any_case()
    {
        await using var scene = await TenantVaultScene.StartAsync();
        var one = await scene.CreateAsync("Twin");
        var two = await scene.CreateAsync("TWIN");

        var entries = await scene.ListAsync("twin");

        Assert.Equal(new[] { one, two }.Order(StringComparer.OrdinalIgnoreCase), entries.Select(entry => entry.Name));
        var failure = await TenantVaultScene.RefusesAsync(ErrorReason.InvalidArgument, () => scene.ReadAsync("twin"));
        Assert.Contains(one, failure.Message, StringComparison.Ordinal);
        Assert.Contains(two, failure.Message, StringComparison.Ordinal);
        Assert.StartsWith(two + ":", await scene.ReadAsync(two), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_anothers_client_id_means_the_client_id()
    {
        await using var scene = await TenantVaultScene.StartAsync();
        var one = await scene.CreateAsync("Plain");
        var two = await scene.CreateAsync(one);

        Assert.Equal(two, Assert.Single(await scene.ListAsync(), entry => entry.Application.ClientId == two).Name);
        Assert.StartsWith(one + ":", await scene.ReadAsync(one), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_id_is_asked_for_by_itself()
    {
        await using var scene = await TenantVaultScene.StartAsync();
        var id = await scene.CreateAsync("Alone");

        var entry = Assert.Single(await scene.ListAsync(id));

        Assert.Equal(id, entry.Name);
        Assert.StartsWith(id + ":", await scene.ReadAsync(id), StringComparison.Ordinal);
        Assert.Equal(0, scene.Lists);
    }

    [Fact]
    public async Task Names_are_matched_without_case()
    {
        await using var scene = await TenantVaultScene.StartAsync();
        var id = await scene.CreateAsync("Grünes Lager [1] / *");

        Assert.StartsWith(id + ":", await scene.ReadAsync("GRÜNES LAGER [1] / *"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_renamed_after_it_was_listed_is_not_mistaken_for_another()
    {
        await using var scene = await TenantVaultScene.StartAsync();
        var former = await scene.CreateAsync("Moving");
        await scene.ListAsync();
        await scene.RenameAsync(former, "Moved");
        var now = await scene.CreateAsync("Moving");

        Assert.StartsWith(now + ":", await scene.ReadAsync("Moving"), StringComparison.Ordinal);
        Assert.StartsWith(former + ":", await scene.ReadAsync("Moved"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_deleted_is_not_there()
    {
        await using var scene = await TenantVaultScene.StartAsync();
        var id = await scene.CreateAsync("Gone");
        await scene.ListAsync();
        (await scene.Tenant.CallAsync(HttpMethod.Delete, $"clients/{id}", body: null)).Dispose();

        Assert.Null(await scene.ReadAsync("Gone"));
        Assert.Null(await scene.ReadAsync(id));
    }

    [Fact]
    public async Task Names_that_are_not_there_do_not_list_the_tenant_each_time()
    {
        await using var scene = await TenantVaultScene.StartAsync();

        for (var i = 0; i < 20; i++)
            Assert.Null(await scene.ReadAsync($"nobody-{i}"));

        Assert.InRange(scene.Lists, 1, 3);
    }

    [Fact]
    public async Task An_application_without_a_secret_says_why()
    {
        await using var scene = await TenantVaultScene.StartAsync(new SandboxOptions { ApplicationCount = 40, RateLimit = RateLimitProfile.None });
        var application = (await Tenant.ListAsync(await scene.Tenant.OpenAsync())).First(candidate => candidate.TokenEndpointAuthMethod == "private_key_jwt");

        var failure = await TenantVaultScene.RefusesAsync(ErrorReason.SecretUnavailable, () => scene.ReadAsync(application.ClientId));

        Assert.Contains("private_key_jwt", failure.Message, StringComparison.Ordinal);
        Assert.Empty(await scene.ListAsync(application.ClientId));
    }

    [Fact]
    public async Task Without_the_permission_the_list_works_and_reading_names_it()
    {
        await using var scene = await TenantVaultScene.StartAsync(scopes: ["read:clients"]);

        Assert.NotEmpty(await scene.ListAsync());
        var failure = await TenantVaultScene.RefusesAsync(ErrorReason.InsufficientScope, () => scene.ReadAsync("Customer Portal"));
        Assert.Contains("read:client_keys", failure.Message, StringComparison.Ordinal);
        Assert.Contains("tick read:client_keys", failure.RecommendedAction, StringComparison.Ordinal);
        failure = await TenantVaultScene.RefusesAsync(ErrorReason.InsufficientScope, () => scene.Vault.TestAsync(CancellationToken.None));
        Assert.Contains("read:client_keys", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_thousand_applications_are_listed_within_seconds()
    {
        await using var scene = await TenantVaultScene.StartAsync(new SandboxOptions { ApplicationCount = 2000, RateLimit = RateLimitProfile.None });

        var entries = await scene.ListAsync();

        Assert.True(entries.Count > 1500);
        Assert.Equal(entries.Count, entries.Select(entry => entry.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.InRange(scene.Lists, 21, 23);
    }
}
