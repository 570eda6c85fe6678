using System.Globalization;
using System.Security;
using System.Text.Json;
using Auth0Ps.Connections;
using Auth0Ps.Errors;
using Auth0Ps.Http;
using Auth0Ps.Security;

namespace Auth0Ps.OAuth;

/// <summary>Asks <c>POST /oauth/token</c> for tokens (Auth0 docs, Authentication API, "Get token").</summary>
internal sealed class TokenEndpoint(TenantHttp http, RequestObserver? observer)
{
    /// <summary>Requests a token on the application's own behalf.</summary>
    /// <exception cref="Auth0Exception">No answer, or a refusal explained; see <see cref="TokenFaults"/>.</exception>
    public async Task<Auth0AccessToken> RequestAsync(
        TenantAddress address,
        ClientAuthentication client,
        TokenScope scope,
        CancellationToken cancellationToken,
        bool isProof = false) =>
        (await ExchangeAsync(address, client, new ClientCredentialsForm(scope), scope, cancellationToken, isProof)).Access;

    /// <summary>Exchanges any grant for tokens.</summary>
    /// <exception cref="Auth0Exception">No answer, or a refusal explained; see <see cref="TokenFaults"/>.</exception>
    public async Task<TokenResponse> ExchangeAsync(
        TenantAddress address,
        ClientAuthentication client,
        GrantForm grant,
        TokenScope scope,
        CancellationToken cancellationToken,
        bool isProof = false)
    {
        IReadOnlyList<SecureString> sent = [];
        using var response = await http.SendAsync(
            new TenantRequest
            {
                Method = HttpMethod.Post,
                Uri = new Uri(address.BaseUri, "oauth/token"),
                Basic = client.Basic,
                IsProof = isProof,
                Body = () => BodyOf(client, grant, out sent),
                Retry = grant.WorksOnce ? RetryRule.Once : RetryRule.Repeatable,
            },
            observer,
            cancellationToken);

        response.Sent = client.Basic is { Secret: var basic } ? [.. sent, basic] : sent;
        if (!response.IsSuccess)
            throw TokenFaults.From(address, client, grant, scope, response);
        return Read(address, scope, response);
    }

    private static SecretContent BodyOf(ClientAuthentication client, GrantForm grant, out IReadOnlyList<SecureString> secrets)
    {
        var form = new FormBody();
        form.Add("grant_type", grant.GrantType);
        client.Write(form);
        grant.Write(form);
        secrets = form.Secrets;
        return form.ToContent();
    }

    private TokenResponse Read(TenantAddress address, TokenScope scope, TenantResponse response)
    {
        var token = SecretJson.ReadString(response.Body.Span, "access_token");
        if (token is null || response.Json is not { ValueKind: JsonValueKind.Object } json)
            throw TokenFaults.NotATokenEndpoint(address, response);

        var now = http.Time.GetUtcNow();
        var access = new Auth0AccessToken
        {
            Token = token,
            TokenType = DisplayText.Of(Text(json, "token_type") ?? "Bearer"),
            Scope = ScopeOf(json),
            Audience = scope.Audience,
            IssuedAt = now,
            ExpiresAt = now + LifetimeOf(json),
        };
        return new TokenResponse(access, SecretJson.ReadString(response.Body.Span, "refresh_token"), Text(json, "id_token"));
    }

    /// <summary>Seconds; a number in quotes counts too (RFC 6749 section 5.1 has none). An hour where it is not said.</summary>
    private static TimeSpan LifetimeOf(JsonElement json)
    {
        double? seconds = !json.TryGetProperty("expires_in", out var value) ? null
            : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number
            : value.ValueKind == JsonValueKind.String && double.TryParse(value.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quoted) ? quoted
            : null;
        return seconds is >= 1 and < int.MaxValue ? TimeSpan.FromSeconds(Math.Floor(seconds.Value)) : TimeSpan.FromHours(1);
    }

    /// <summary>A text with spaces in it; some servers send a list.</summary>
    private static string[] ScopeOf(JsonElement json)
    {
        if (!json.TryGetProperty("scope", out var value))
            return [];
        var texts = value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!),
            _ => Enumerable.Empty<string>(),
        };
        return [.. texts.SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(DisplayText.Of)];
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
