using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Auth0Ps.Sandbox.Cli.Demo;

/// <summary>Looks at the tenant with plain HTTP, so that the demo does not prove the core by the core.</summary>
internal sealed class OutsideView : IDisposable
{
    private readonly HttpClient _client;

    private OutsideView(HttpClient client) => _client = client;

    public static async Task<OutsideView> OpenAsync(SandboxTenant sandbox, CancellationToken cancellationToken)
    {
        var client = new HttpClient { BaseAddress = new Uri(sandbox.Audience) };
        using var response = await client.PostAsJsonAsync(
            $"{sandbox.Domain}/oauth/token",
            new { grant_type = "client_credentials", client_id = sandbox.ClientId, client_secret = sandbox.ClientSecret, audience = sandbox.Audience },
            cancellationToken);
        response.EnsureSuccessStatusCode();
        var token = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("access_token").GetString());
        return new OutsideView(client);
    }

    /// <summary>The first application that signs in by itself with a secret, and an API it may ask a token for.</summary>
    public async Task<(Auth0Application Application, string Audience)> FirstMachineToMachineAsync(
        IEnumerable<Auth0Application> applications, CancellationToken cancellationToken)
    {
        var grants = await _client.GetFromJsonAsync<JsonElement>("client-grants?per_page=100", cancellationToken);
        foreach (var application in applications.Where(candidate =>
            candidate is { WhyNotRotatable: null, AppType: "non_interactive", TokenEndpointAuthMethod: "client_secret_post" }))
        {
            foreach (var grant in grants.EnumerateArray().Where(grant => grant.GetProperty("client_id").GetString() == application.ClientId))
            {
                if (!grant.TryGetProperty("organization_usage", out var usage) || usage.GetString() != "require")
                    return (application, grant.GetProperty("audience").GetString()!);
            }
        }

        throw new DemoException("the tenant has no application that signs in by itself");
    }

    public async Task<string> ReadSecretAsync(string clientId, CancellationToken cancellationToken)
    {
        var client = await _client.GetFromJsonAsync<JsonElement>($"clients/{clientId}?fields=client_secret&include_fields=true", cancellationToken);
        return client.GetProperty("client_secret").GetString()!;
    }

    public void Dispose() => _client.Dispose();
}
