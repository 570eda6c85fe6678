using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Auth0Ps.Core.Tests.Support;

/// <summary>A tenant of another process, asked with plain requests and none of the code under test.</summary>
internal sealed class PlainTenant(string domain, string audience)
{
    private static readonly HttpClient Http = new();

    /// <summary>Whether a secret is the application's live one. Without a grant for the audience it is refused as well, but otherwise than a wrong secret.</summary>
    public async Task<bool> IsLiveAsync(string clientId, string secret)
    {
        using var response = await AskForTokenAsync(clientId, secret);
        return response.StatusCode switch
        {
            HttpStatusCode.OK or HttpStatusCode.Forbidden => true,
            HttpStatusCode.Unauthorized => false,
            var other => throw new InvalidOperationException($"The token endpoint answered {(int)other}."),
        };
    }

    /// <summary>The client ids of applications that people sign in to, and that have a secret.</summary>
    public async Task<IReadOnlyList<string>> PeoplesApplicationsAsync(string clientId, string secret)
    {
        using var answer = await AskForTokenAsync(clientId, secret);
        using var token = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{audience}clients?is_global=false&per_page=100");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.RootElement.GetProperty("access_token").GetString());
        using var response = await Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        using var clients = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return
        [
            .. clients.RootElement.EnumerateArray()
                .Where(client => client.GetProperty("app_type").GetString() == "regular_web" && client.GetProperty("token_endpoint_auth_method").GetString() == "client_secret_post")
                .Select(client => client.GetProperty("client_id").GetString()!),
        ];
    }

    private Task<HttpResponseMessage> AskForTokenAsync(string clientId, string secret) =>
        Http.PostAsJsonAsync($"{domain}/oauth/token", new { grant_type = "client_credentials", client_id = clientId, client_secret = secret, audience });
}
