using System.Text.Json;

namespace Auth0Ps.Sandbox.Tests.Support;

/// <summary>A tenant in this process, with a client and tokens.</summary>
internal sealed class RunningTenant : IAsyncDisposable
{
    private RunningTenant(SandboxTenant tenant)
    {
        Tenant = tenant;
        Client = new TenantClient(tenant.Domain);
    }

    public SandboxTenant Tenant { get; }

    public TenantClient Client { get; }

    /// <summary>Starts a small tenant without a rate limit, or one with these options.</summary>
    public static async Task<RunningTenant> StartAsync(SandboxOptions? options = null) =>
        new(await SandboxTenant.StartAsync(options ?? new SandboxOptions { RateLimit = RateLimitProfile.None, ApplicationCount = 6 }));

    /// <summary>A token of the management application, narrowed to these scopes; all of them when none is given.</summary>
    public async Task<string> TokenAsync(params string[] scopes)
    {
        (string, string)[] narrowed = scopes.Length == 0 ? [] : [("scope", string.Join(' ', scopes))];
        var reply = await Client.TokenAsync(Tenant.ClientId, Tenant.ClientSecret, Tenant.Audience, narrowed);
        return reply.String("access_token");
    }

    /// <summary>A seeded application of that type that signs in with a secret, as the API shows it.</summary>
    public async Task<JsonElement> ApplicationAsync(string token, Func<JsonElement, bool> wanted)
    {
        var list = await Client.GetAsync("/api/v2/clients?per_page=100", token);
        return list.Body.EnumerateArray().First(client => !client.GetProperty("global").GetBoolean()
            && Tenant.Applications.Any(application => application.ClientId == client.GetProperty("client_id").GetString())
            && wanted(client));
    }

    /// <summary>A seeded machine application with a secret, and an API it may use without an organization.</summary>
    public async Task<(string ClientId, string Secret, string Audience)> MachineAsync(string token)
    {
        var grants = await Client.GetAsync("/api/v2/client-grants?per_page=100", token);
        var grant = grants.Body.EnumerateArray().First(candidate =>
            candidate.GetProperty("audience").GetString() != Tenant.Audience && !candidate.TryGetProperty("organization_usage", out _)
            && Tenant.Applications.Any(application => application.ClientId == candidate.GetProperty("client_id").GetString()));
        var clientId = grant.GetProperty("client_id").GetString()!;
        var client = await Client.GetAsync("/api/v2/clients/" + clientId, token);
        return (clientId, client.String("client_secret"), grant.GetProperty("audience").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Tenant.DisposeAsync();
    }
}
