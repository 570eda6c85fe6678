using System.Text.Json;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Seed;

public sealed class SeedTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(25)]
    [InlineData(120)]
    [InlineData(2000)]
    public async Task Any_number_of_applications_comes_beside_the_three_of_the_tenant(int count)
    {
        await using var running = await StartAsync(count);
        var clients = await AllAsync(running);
        Assert.Equal(count + 3, clients.Count);
        // PowerShell can index arrays, but not every list.
        Assert.Equal(count, Assert.IsType<SandboxApplication[]>(running.Tenant.Applications).Length);
        Assert.Equal(
            running.Tenant.Applications.Select(application => (application.ClientId, application.Name, application.AppType)),
            clients.Skip(3).Select(client => (Text(client, "client_id")!, Text(client, "name")!, Text(client, "app_type"))));
        Assert.Equal(clients.Count, clients.Select(client => Text(client, "client_id")).Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(25)]
    [InlineData(2000)]
    public async Task At_least_four_of_five_applications_can_be_rotated(int count)
    {
        await using var running = await StartAsync(count);
        var seeded = (await AllAsync(running)).Skip(3).ToList();
        var rotatable = seeded.Count(client => !client.TryGetProperty("client_authentication_methods", out _));
        Assert.True(rotatable >= 0.8 * count, $"{rotatable} of {count}");
        Assert.All(seeded, client => Assert.Equal(client.TryGetProperty("client_authentication_methods", out _), !client.TryGetProperty("client_secret", out _)));
    }

    [Fact]
    public void The_share_holds_for_every_count()
    {
        var rotatable = 0;
        var seed = new Sandbox.Tenant.Seed.ApplicationSeed(DateTimeOffset.UnixEpoch);
        for (var count = 1; count <= 3000; count++)
        {
            rotatable += seed.At(count - 1).UsesCredentials ? 0 : 1;
            Assert.True(rotatable >= 0.8 * count, $"{rotatable} of {count}");
        }
    }

    [Fact]
    public async Task The_default_tenant_has_the_variety_of_a_real_one()
    {
        await using var running = await StartAsync(25);
        var seeded = (await AllAsync(running)).Skip(3).ToList();
        var types = seeded.Select(client => Text(client, "app_type")).Distinct().ToList();
        foreach (var type in new[] { "native", "spa", "regular_web", "non_interactive", null })
            Assert.Contains(type, types);
        Assert.Contains(seeded, client => !client.GetProperty("is_first_party").GetBoolean() && Text(client, "client_id")!.StartsWith("tpc_", StringComparison.Ordinal));
        Assert.Contains(seeded, client => client.TryGetProperty("client_authentication_methods", out _));
        Assert.Contains(seeded, client => client.TryGetProperty("client_metadata", out _));
        Assert.Contains(seeded, client => client.TryGetProperty("callbacks", out var callbacks) && callbacks.GetArrayLength() > 0);
        Assert.Contains(seeded, client => Text(client, "token_endpoint_auth_method") == "client_secret_basic");
        // Names as a company has them: letters of several languages, none twice. What is awkward, tests make themselves.
        Assert.Equal(seeded.Count, seeded.Select(client => Text(client, "name")).Distinct(StringComparer.Ordinal).Count());
        foreach (var character in " ü東é(")
            Assert.Contains(seeded, client => Text(client, "name")!.Contains(character, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Machines_have_grants_that_work_and_a_few_have_none()
    {
        await using var running = await StartAsync(25);
        var token = await running.TokenAsync();
        var grants = (await running.Client.GetAsync("/api/v2/client-grants?per_page=100", token)).Body.EnumerateArray().ToList();
        var machines = (await AllAsync(running)).Skip(3).Where(client => Text(client, "app_type") == "non_interactive" && client.TryGetProperty("client_secret", out _)).ToList();
        var without = machines.Where(machine => grants.TrueForAll(grant => Text(grant, "client_id") != Text(machine, "client_id"))).ToList();
        Assert.InRange(without.Count, 1, machines.Count / 3);
        foreach (var machine in machines.Except(without))
        {
            var grant = grants.Single(candidate => Text(candidate, "client_id") == Text(machine, "client_id"));
            if (Text(grant, "organization_usage") == "require")
                continue;
            var reply = await running.Client.TokenAsync(Text(machine, "client_id")!, Text(machine, "client_secret")!, Text(grant, "audience")!);
            Assert.Equal(200, (int)reply.Status);
        }
    }

    [Fact]
    public async Task Credentials_of_the_seed_are_real_and_readable()
    {
        await using var running = await StartAsync(25);
        var token = await running.TokenAsync();
        var client = (await AllAsync(running)).First(candidate => candidate.TryGetProperty("client_authentication_methods", out _));
        var reference = client.GetProperty("client_authentication_methods").GetProperty("private_key_jwt").GetProperty("credentials")[0].GetProperty("id").GetString();
        var credential = await running.Client.GetAsync($"/api/v2/clients/{Text(client, "client_id")}/credentials/{reference}", token);
        Assert.Matches("^[A-Za-z0-9_-]{43}$", credential.String("kid"));
    }

    [Fact]
    public async Task Names_are_the_same_in_every_run_and_identifiers_and_secrets_are_not()
    {
        await using var one = await StartAsync(60);
        await using var two = await StartAsync(60);
        Assert.Equal(one.Tenant.Applications.Select(application => (application.Name, application.AppType)), two.Tenant.Applications.Select(application => (application.Name, application.AppType)));
        Assert.Empty(one.Tenant.Applications.Select(application => application.ClientId).Intersect(two.Tenant.Applications.Select(application => application.ClientId)));
        Assert.NotEqual(one.Tenant.ClientSecret, two.Tenant.ClientSecret);
        var secrets = (await AllAsync(one)).Select(client => Text(client, "client_secret")).OfType<string>().ToList();
        Assert.All(secrets, secret => Assert.Matches("^[A-Za-z0-9_-]{64}$", secret));
        Assert.Equal(secrets.Count, secrets.Distinct().Count());
    }

    [Fact]
    public async Task Organizations_come_with_and_without_display_names_and_some_have_grants()
    {
        await using var running = await StartAsync(25);
        var token = await running.TokenAsync();
        var organizations = (await running.Client.GetAsync("/api/v2/organizations", token)).Body.EnumerateArray().ToList();
        Assert.Contains(organizations, organization => !organization.TryGetProperty("display_name", out _));
        Assert.Contains(organizations, organization => Text(organization, "display_name") == "Münchner Werke");
        var grants = (await running.Client.GetAsync($"/api/v2/organizations/{Text(organizations[0], "id")}/client-grants", token)).Body;
        Assert.NotEmpty(grants.EnumerateArray());
    }

    [Fact]
    public async Task A_hundred_thousand_applications_work()
    {
        await using var running = await StartAsync(100_000);
        var token = await running.TokenAsync();
        var page = await running.Client.GetAsync("/api/v2/clients?include_totals=true&per_page=100&page=999", token);
        Assert.Equal(100_003, page["total"].GetInt32());
        Assert.Equal(100, page["clients"].GetArrayLength());
        Assert.Equal(100_000, running.Tenant.Applications.Select(application => application.Name).Distinct().Count());
    }

    private static Task<RunningTenant> StartAsync(int count) =>
        RunningTenant.StartAsync(new SandboxOptions { ApplicationCount = count, RateLimit = RateLimitProfile.None });

    private static async Task<List<JsonElement>> AllAsync(RunningTenant running)
    {
        var token = await running.TokenAsync();
        var all = new List<JsonElement>();
        for (var page = 0; ; page++)
        {
            var list = (await running.Client.GetAsync($"/api/v2/clients?per_page=100&page={page}", token)).Body;
            all.AddRange(list.EnumerateArray());
            if (list.GetArrayLength() < 100)
                return all;
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var member) ? member.GetString() : null;
}
