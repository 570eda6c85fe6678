using System.Text.Json;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Interop;

/// <summary>What works against Auth0 works against the sandbox: the clients are real, and nothing stands between them and it.</summary>
public sealed class OfficialClientTests(OfficialClients clients) : IClassFixture<OfficialClients>
{
    private const string DeployCli = "node_modules/auth0-deploy-cli/lib/index.js";

    [SkippableFact]
    public async Task Auth0s_SDK_manages_applications_and_signs_in_with_secret_and_key()
    {
        Skip.If(clients.Missing is not null, clients.Missing);
        var tenant = clients.Tenant;
        var seen = await clients.RunScriptAsync("sdk.mjs", new { domain = clients.Host, clientId = tenant.ClientId, clientSecret = tenant.ClientSecret, audience = tenant.Audience, orders = SharedTenant.OrdersApi });
        // The others of these tests share the tenant, and made their applications before or after this one.
        Assert.Equal(tenant.Applications.Select(application => application.Name).Order(StringComparer.Ordinal), Texts(seen, "names").Skip(3).Where(name => name != "By key").Order(StringComparer.Ordinal));
        Assert.Equal(("read:orders", "read:orders", "Made by the SDK"), (Text(seen, "scope"), Text(seen, "keyScope"), Text(seen, "nameByKey")));
        Assert.Equal(401, seen.GetProperty("refused").GetInt32());
        Assert.Equal("2040-01-01T00:00:00.000Z", Text(seen, "expires"));
        Assert.Equal(6, Texts(seen, "organizations").Count);
        Assert.Equal("Auth0Ps Sandbox", Text(seen, "friendlyName"));
        Assert.Contains("node-auth0", Texts(seen, "library"));
    }

    [SkippableTheory]
    [InlineData("openid-client.mjs")]
    [InlineData("oauth4webapi.mjs")]
    public async Task Clients_of_the_standards_discover_and_sign_in_in_every_way(string script)
    {
        Skip.If(clients.Missing is not null, clients.Missing);
        var tenant = clients.Tenant;
        using var key = TestKeys.New();
        var credentials = new[] { new { credential_type = "public_key", pem = TestKeys.PublicPem(key) } };
        var created = await OfficialClients.CallAsync(tenant, HttpMethod.Post, "clients", new
        {
            name = "By key",
            grant_types = new[] { "client_credentials" },
            client_authentication_methods = new { private_key_jwt = new { credentials } },
        });
        var keyClientId = created.String("client_id");
        await OfficialClients.CallAsync(tenant, HttpMethod.Post, "client-grants", new { client_id = keyClientId, audience = SharedTenant.OrdersApi, scope = new[] { "read:orders" } });

        var seen = await clients.RunScriptAsync(script, new
        {
            domain = clients.Host,
            clientId = tenant.ClientId,
            clientSecret = tenant.ClientSecret,
            audience = tenant.Audience,
            keyClientId,
            privateKey = key.ExportPkcs8PrivateKeyPem(),
            orders = SharedTenant.OrdersApi,
        });

        Assert.Equal(("read:orders", "access_denied"), (Text(seen, "keyScope"), Text(seen, "refused")));
        if (script == "oauth4webapi.mjs")
            Assert.True(seen.GetProperty("same").GetBoolean() && seen.GetProperty("scope").GetBoolean());
        else
            Assert.All(seen.GetProperty("scopes").EnumerateObject(), way => Assert.True(way.Value.GetBoolean(), way.Name));
    }

    [SkippableFact]
    public async Task Deploy_cli_takes_organizations_from_one_tenant_to_another()
    {
        Skip.If(clients.Missing is not null, clients.Missing);
        using var folder = new TemporaryFolder();
        var from = clients.Tenant;
        var created = await OfficialClients.CallAsync(from, HttpMethod.Post, "organizations", new { name = "carried-over", display_name = "Carried Över", metadata = new { plan = "silver" } });
        await OfficialClients.CallAsync(from, HttpMethod.Post, $"organizations/{created.String("id")}/discovery-domains", new { domain = "carried.example" });
        var portal = from.Applications.Single(application => application.Name == "Customer Portal").ClientId;
        await OfficialClients.CallAsync(from, HttpMethod.Post, $"organizations/{created.String("id")}/clients", new { clients = new[] { new { client_id = portal, use_for_member_access = true } } });

        await clients.RunAsync(from, [DeployCli, "export", "-f", "yaml", "-o", folder.File("exported")], Settings(from));
        var exported = await File.ReadAllTextAsync(Path.Combine(folder.File("exported"), "tenant.yaml"));
        Assert.Contains("name: carried-over", exported, StringComparison.Ordinal);

        await using var to = await OfficialClients.StartAsync();
        await clients.RunAsync(to, [DeployCli, "import", "-i", Path.Combine(folder.File("exported"), "tenant.yaml")], Settings(to));

        var arrived = await OfficialClients.CallAsync(to, HttpMethod.Get, "organizations/name/carried-over");
        Assert.True((int)arrived.Status == 200, arrived.Text);
        Assert.Equal(("Carried Över", "silver"), (arrived.String("display_name"), arrived["metadata"].GetProperty("plan").GetString()));
        var domains = await OfficialClients.CallAsync(to, HttpMethod.Get, $"organizations/{arrived.String("id")}/discovery-domains");
        Assert.Equal("carried.example", Assert.Single(domains["domains"].EnumerateArray()).GetProperty("domain").GetString());
        var members = await OfficialClients.CallAsync(to, HttpMethod.Get, $"organizations/{arrived.String("id")}/clients");
        Assert.Equal(to.Applications.Single(application => application.Name == "Customer Portal").ClientId, Assert.Single(members.Body.EnumerateArray()).GetProperty("client_id").GetString());
    }

    private static (string, string)[] Settings(SandboxTenant tenant) =>
    [
        ("AUTH0_DOMAIN", OfficialClients.HostOf(tenant)), ("AUTH0_CLIENT_ID", tenant.ClientId), ("AUTH0_CLIENT_SECRET", tenant.ClientSecret),
        ("AUTH0_INCLUDED_ONLY", """["organizations"]"""), ("AUTH0_ALLOW_DELETE", "false"),
    ];

    private static string? Text(JsonElement seen, string name) => seen.GetProperty(name).GetString();

    private static List<string?> Texts(JsonElement seen, string name) => [.. seen.GetProperty(name).EnumerateArray().Select(item => item.GetString())];
}
