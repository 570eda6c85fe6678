using System.Net.Http.Json;
using System.Text.Json;
using Auth0Ps.Sandbox;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Module.Tests.Support;

/// <summary>Asks a tenant with plain HTTP, so that the module does not prove itself by itself.</summary>
internal sealed class Outside(SandboxTenant tenant) : IDisposable
{
    private readonly TenantClient _client = new(tenant.Domain);
    private string? _token;

    /// <summary>Asks the tenant's Management API.</summary>
    public async Task<JsonElement> AskAsync(string path, HttpMethod? method = null, object? body = null)
    {
        _token ??= (await _client.TokenAsync(tenant.ClientId, tenant.ClientSecret, tenant.Audience)).String("access_token");
        using var content = body is null ? null : JsonContent.Create(body);
        return (await _client.SendAsync(method ?? HttpMethod.Get, "/api/v2/" + path, content, _token)).Body;
    }

    /// <summary>The status of a token request with this secret.</summary>
    public async Task<int> SignInAsync(string clientId, string secret, string audience) => (int)(await _client.TokenAsync(clientId, secret, audience)).Status;

    public void Dispose() => _client.Dispose();
}
