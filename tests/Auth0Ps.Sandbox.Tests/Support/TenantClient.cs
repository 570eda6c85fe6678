using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Auth0Ps.Sandbox.Tests.Support;

/// <summary>Talks to a tenant over real HTTP, the way any program would.</summary>
internal sealed class TenantClient : IDisposable
{
    private readonly HttpClient _http;

    public TenantClient(string domain) => _http = new HttpClient { BaseAddress = new Uri(domain), Timeout = TimeSpan.FromSeconds(30) };

    public async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? token = null, string? basic = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (basic is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)));
        var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        using var document = JsonDocument.Parse(text.StartsWith('{') || text.StartsWith('[') ? text : "null");
        return new Reply(response.StatusCode, document.RootElement.Clone(), text, response);
    }

    public Task<Reply> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, token: token);

    public Task<Reply> PostAsync(string path, object? body, string? token = null) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body), token);

    public Task<Reply> PatchAsync(string path, object? body, string? token = null) => SendAsync(HttpMethod.Patch, path, JsonContent.Create(body), token);

    public Task<Reply> DeleteAsync(string path, string? token = null) => SendAsync(HttpMethod.Delete, path, token: token);

    /// <summary>Asks for a token with a form, as Auth0's own clients do.</summary>
    public Task<Reply> TokenAsync(string clientId, string clientSecret, string audience, params (string Name, string Value)[] more) => FormAsync(
    [
        ("grant_type", "client_credentials"), ("client_id", clientId), ("client_secret", clientSecret), ("audience", audience), .. more,
    ]);

    public Task<Reply> FormAsync(params (string Name, string Value)[] fields) => SendAsync(
        HttpMethod.Post,
        "/oauth/token",
        new FormUrlEncodedContent(fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))));

    public void Dispose() => _http.Dispose();
}
