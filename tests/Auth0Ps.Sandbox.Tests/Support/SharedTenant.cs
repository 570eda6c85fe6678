namespace Auth0Ps.Sandbox.Tests.Support;

/// <summary>One tenant for all tests of a class, each of which works on things of its own.</summary>
public sealed class SharedTenant : IAsyncLifetime
{
    private RunningTenant _running = null!;

    internal RunningTenant Running => _running;

    internal TenantClient Client => _running.Client;

    internal SandboxTenant Tenant => _running.Tenant;

    /// <summary>A token with every scope.</summary>
    internal string Token { get; private set; } = "";

    public async Task InitializeAsync()
    {
        _running = await RunningTenant.StartAsync(new SandboxOptions { RateLimit = RateLimitProfile.None });
        Token = await _running.TokenAsync();
    }

    public async Task DisposeAsync() => await _running.DisposeAsync();

    /// <summary>Creates an application and returns its identifier and secret.</summary>
    internal async Task<(string ClientId, string Secret)> CreateAsync(object? body = null)
    {
        var created = await Client.PostAsync("/api/v2/clients", body ?? new { name = "Fresh", app_type = "non_interactive" }, Token);
        return (created.String("client_id"), created.String("client_secret"));
    }

    /// <summary>Creates a machine application that may use the orders API.</summary>
    internal async Task<(string ClientId, string Secret)> CreateMachineAsync()
    {
        var machine = await CreateAsync(new { name = "Machine", app_type = "non_interactive", token_endpoint_auth_method = "client_secret_post" });
        await Client.PostAsync("/api/v2/client-grants", new { client_id = machine.ClientId, audience = OrdersApi, scope = new[] { "read:orders" } }, Token);
        return machine;
    }

    /// <summary>The status of a token request with that secret.</summary>
    internal async Task<int> SignInAsync(string clientId, string secret) => (int)(await Client.TokenAsync(clientId, secret, OrdersApi)).Status;

    internal const string OrdersApi = "https://orders.example.com/";
}
