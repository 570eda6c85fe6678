using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Auth0Ps.Tests.SecretStore;

/// <summary>What a tenant holds for live, asked with plain requests and none of the code under test.</summary>
internal sealed class LiveSecrets : IDisposable
{
    private readonly HttpClient _tenant = new();
    private readonly Uri _audience;

    private LiveSecrets(Uri audience) => _audience = audience;

    /// <summary>Signs in once: the token outlives changes of the secret.</summary>
    public static async Task<LiveSecrets> OpenAsync(string domain, string audience, string clientId, string clientSecret)
    {
        var secrets = new LiveSecrets(new Uri(audience));
        using var answer = await secrets._tenant.PostAsJsonAsync(
            $"{domain}/oauth/token", new { grant_type = "client_credentials", client_id = clientId, client_secret = clientSecret, audience });
        answer.EnsureSuccessStatusCode();
        var token = await answer.Content.ReadFromJsonAsync<JsonElement>();
        secrets._tenant.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("access_token").GetString());
        return secrets;
    }

    /// <summary>The hash of an application's live secret.</summary>
    public async Task<string> HashAsync(string clientId)
    {
        var client = await _tenant.GetFromJsonAsync<JsonElement>(new Uri(_audience, $"clients/{clientId}?fields=client_secret&include_fields=true"));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(client.GetProperty("client_secret").GetString()!)));
    }

    public void Dispose() => _tenant.Dispose();
}
