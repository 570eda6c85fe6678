using System.Security.Cryptography;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Credentials;

/// <summary>Applications with a private key, and token requests of theirs.</summary>
public abstract class ClientAssertionTestsBase(BrowserTenant tenant) : IClassFixture<BrowserTenant>
{
    internal const string Api = "https://orders.example.com/";

    internal BrowserTenant Shared { get; } = tenant;

    private protected Assertion New(string clientId, string algorithm = "RS256")
    {
        var assertion = new Assertion(clientId, Shared.Tenant.Domain, DateTimeOffset.UtcNow);
        assertion.Header["alg"] = algorithm;
        return assertion;
    }

    private protected async Task<string> CreateAsync(RSA key, string algorithm = "RS256", Dictionary<string, object>? extra = null)
    {
        var body = new Dictionary<string, object>(extra ?? [])
        {
            ["name"] = "Keyed",
            ["client_authentication_methods"] = new { private_key_jwt = new { credentials = new[] { new { credential_type = "public_key", pem = TestKeys.PublicPem(key), alg = algorithm } } } },
        };
        body.TryAdd("grant_types", new[] { "client_credentials" });
        var id = (await Shared.Client.PostAsync("/api/v2/clients", body, Shared.Token)).String("client_id");
        await Shared.Client.PostAsync("/api/v2/client-grants", new { client_id = id, audience = Api, scope = new[] { "read:orders" } }, Shared.Token);
        return id;
    }

    private protected async Task RefusedAsync(string? assertion, string rule) => (await AskAsync(assertion)).IsOAuthError(401, "invalid_client", "Invalid client_assertion: " + rule);

    private protected Task<Reply> AskAsync(string? assertion, params (string Name, string? Value)[] changes)
    {
        var fields = new Dictionary<string, string?> { ["grant_type"] = "client_credentials", ["audience"] = Api, ["client_assertion_type"] = Assertion.Type, ["client_assertion"] = assertion };
        foreach (var (name, value) in changes)
            fields[name] = value;
        return Shared.Client.FormAsync([.. fields.Where(field => field.Value is not null).Select(field => (field.Key, field.Value!))]);
    }
}
