using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;
using Auth0Ps.Security;
using Auth0Ps.Vaults;
using Auth0Ps.Vaults.TenantVaults;

namespace Auth0Ps.Core.Tests.Vaults.TenantVaults;

/// <summary>A tenant that is looked at as a vault.</summary>
internal sealed class TenantVaultScene : IAsyncDisposable
{
    private TenantVaultScene(Tenant tenant) => Tenant = tenant;

    public Tenant Tenant { get; }

    public TenantVault Vault { get; private set; } = null!;

    public Auth0Connection Connection { get; private set; } = null!;

    public int Lists => Tenant.Sandbox.Requests.Count(request => request is { Method: "GET", Path: "/api/v2/clients" });

    public int Patches => Tenant.Sandbox.Requests.Count(request => request.Method == "PATCH");

    public static async Task<TenantVaultScene> StartAsync(SandboxOptions? options = null, double speed = 1, params string[] scopes)
    {
        var scene = new TenantVaultScene(await Tenant.StartAsync(options ?? new SandboxOptions { ApplicationCount = 12, RateLimit = RateLimitProfile.None }, speed));
        var session = scopes.Length == 0 ? await scene.Tenant.OpenAsync() : await scene.Tenant.OpenWithScopesAsync(scopes);
        scene.Connection = session.Connection;
        scene.Vault = new TenantVault("Tenant", session);
        return scene;
    }

    /// <summary>Makes an application and returns its client id.</summary>
    public async Task<string> CreateAsync(string name, string appType = "regular_web")
    {
        using var created = await Tenant.CallAsync(HttpMethod.Post, "clients", new { name, app_type = appType });
        return created.RootElement.GetProperty("client_id").GetString()!;
    }

    public async Task RenameAsync(string clientId, string name) =>
        (await Tenant.CallAsync(HttpMethod.Patch, $"clients/{clientId}", new { name })).Dispose();

    public Task<IReadOnlyList<TenantVaultEntry>> ListAsync(string? exact = null) =>
        Vault.ListAsync(exact, name => exact is null || string.Equals(name, exact, StringComparison.OrdinalIgnoreCase), CancellationToken.None);

    public async Task<string?> ReadAsync(string name) =>
        await Vault.ReadAsync(name, CancellationToken.None) is { } found ? $"{found.UserName}:{SecureStrings.Reveal(found.Secret)}" : null;

    public Task WriteAsync(string name, string secret, string? user = null) =>
        Vault.WriteAsync(name, user is null ? new VaultSecret(SecureStrings.Protect(secret)) : new VaultSecret(user, SecureStrings.Protect(secret)), CancellationToken.None);

    public static async Task<Auth0Exception> RefusesAsync(ErrorReason reason, Func<Task> action)
    {
        var failure = await Assert.ThrowsAsync<Auth0Exception>(action);
        Assert.Equal(reason, failure.Reason);
        Assert.False(string.IsNullOrEmpty(failure.RecommendedAction));
        return failure;
    }

    public ValueTask DisposeAsync() => Tenant.DisposeAsync();
}
