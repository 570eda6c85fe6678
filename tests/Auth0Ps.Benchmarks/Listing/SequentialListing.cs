using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Benchmarks.Listing;

/// <summary>The loop that the SDKs' samples show: the next page when the one before it is there. With the largest page, which favours it.</summary>
internal sealed class SequentialListing(SandboxTenant tenant) : IDisposable
{
    private readonly HttpClient _client = new();

    /// <summary>Lists all and returns how many there are.</summary>
    public async Task<int> RunAsync()
    {
        if (_client.DefaultRequestHeaders.Authorization is null)
            await SignInAsync();
        var names = new List<string>();
        for (var page = 0; ; page++)
        {
            var uri = string.Create(CultureInfo.InvariantCulture, $"{tenant.Audience}clients?page={page}&per_page=100&include_totals=true&fields=client_id,name,app_type&include_fields=true");
            using var json = JsonDocument.Parse(await _client.GetByteArrayAsync(new Uri(uri)));
            foreach (var client in json.RootElement.GetProperty("clients").EnumerateArray())
                names.Add(client.GetProperty("name").GetString()!);
            if (names.Count >= json.RootElement.GetProperty("total").GetInt32())
                return names.Count;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task SignInAsync()
    {
        using var response = await _client.PostAsJsonAsync(
            new Uri($"{tenant.Domain}/oauth/token"),
            new { grant_type = "client_credentials", client_id = tenant.ClientId, client_secret = tenant.ClientSecret, audience = tenant.Audience });
        var token = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("access_token").GetString());
    }
}
