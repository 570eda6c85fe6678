using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Consumers;

/// <summary>
/// Adds an access token to each request, which it gets with a client secret that is rotated with -AnnounceFor, without being refused when the secret
/// changes. .NET 8 or later, no packages. One handler serves all threads; with a factory of clients, register it as a singleton's inner part.
/// </summary>
public sealed class ClientSecretHandler : DelegatingHandler
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1);
    private volatile Token? _token;

    /// <summary>The tenant's address, such as https://example.eu.auth0.com.</summary>
    public required Uri Tenant { get; init; }

    /// <summary>The application.</summary>
    public required string ClientId { get; init; }

    /// <summary>The API to call.</summary>
    public required string Audience { get; init; }

    /// <summary>The vault's entry, such as billing-client-secret.</summary>
    public required string Entry { get; init; }

    /// <summary>What you replace: returns the text of an entry of your vault, or null where there is no such entry.</summary>
    public required Func<string, CancellationToken, Task<string?>> Read { get; init; }

    /// <summary>How long to keep trying: Auth0 may take 30 seconds until it accepts a new secret everywhere.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Reads entries that Key Vault, a CSI driver, an agent or a Kubernetes Secret mounts as files.</summary>
    public static Func<string, CancellationToken, Task<string?>> FromFolder(string folder) => async (name, cancellationToken) =>
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? (await File.ReadAllTextAsync(path, cancellationToken)).Trim() : null;
    };

    /// <summary>
    /// Reads entries from variables such as BILLING_CLIENT_SECRET_NEXT. A process sees those that it was started with: restart it while a secret is
    /// announced.
    /// </summary>
    public static Task<string?> FromEnvironment(string name, CancellationToken cancellationToken) =>
        Task.FromResult(Environment.GetEnvironmentVariable(name.ToUpperInvariant().Replace('-', '_')));

    /// <summary>The access token, kept until shortly before its end.</summary>
    /// <exception cref="UnauthorizedAccessException">Auth0 accepts none of the secrets in the vault.</exception>
    /// <exception cref="HttpRequestException">The token endpoint answered something else, or not at all.</exception>
    public async Task<string> GetTokenAsync(CancellationToken cancellationToken)
    {
        if (_token is { IsFresh: true } kept)
            return kept.Text;

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_token is not { IsFresh: true })
                _token = await SignInAsync(cancellationToken);
            return _token.Text;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Has the next request sign in anew: for an API that refused the token.</summary>
    public void Forget() => _token = null;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await GetTokenAsync(cancellationToken));
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            Forget();
        return response;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _turn.Dispose();
        base.Dispose(disposing);
    }

    private async Task<Token> SignInAsync(CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + Patience;
        var pause = TimeSpan.FromMilliseconds(100);

        // The current one, the next one. While a change spreads, Auth0 may accept only the old one at one moment and only the new one at the next: so
        // each round reads again, and in the other order, and no rhythm of the servers can keep hitting the wrong one.
        string[] names = [Entry, Entry + "-next"];
        while (true)
        {
            var refused = new HashSet<string>(StringComparer.Ordinal);
            foreach (var name in names)
            {
                var secret = await Read(name, cancellationToken);
                if (string.IsNullOrEmpty(secret) || refused.Contains(secret))
                    continue;
                if (await AskAsync(secret, cancellationToken) is { } token)
                    return token;
                refused.Add(secret);
            }

            if (DateTime.UtcNow + pause > deadline)
            {
                var why = refused.Count > 0 ? "Auth0 refuses what the vault has" : "The vault has nothing";
                throw new UnauthorizedAccessException($"{why} as '{Entry}' and '{Entry}-next'. Is it the vault that the rotation writes to?");
            }

            await Task.Delay(pause, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            Array.Reverse(names);
        }
    }

    private async Task<Token?> AskAsync(string secret, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = ClientId,
            ["client_secret"] = secret,
            ["audience"] = Audience,
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Tenant, "/oauth/token")) { Content = form };
        using var response = await base.SendAsync(request, cancellationToken);
        var answer = await ReadAsync(response, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized || answer.Error == "invalid_client")
            return null;
        if (!response.IsSuccessStatusCode || answer.AccessToken is null)
        {
            // Another secret would not help: no grant for the API, too many requests, an outage.
            throw new HttpRequestException($"The token endpoint answered with status {(int)response.StatusCode} {answer.Error}".TrimEnd(), inner: null, response.StatusCode);
        }

        return new Token(answer.AccessToken, DateTime.UtcNow.AddSeconds(answer.ExpiresIn - Math.Min(60, answer.ExpiresIn / 10)));
    }

    private static async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<Answer>(cancellationToken) ?? new Answer();
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            // A page of something in between.
            return new Answer();
        }
    }

    private sealed record Token(string Text, DateTime RenewAt)
    {
        public bool IsFresh => DateTime.UtcNow < RenewAt;
    }

    private sealed record Answer
    {
        [JsonPropertyName("access_token")]
        public string? AccessToken { get; init; }

        [JsonPropertyName("expires_in")]
        public double ExpiresIn { get; init; }

        [JsonPropertyName("error")]
        public string? Error { get; init; }
    }
}
