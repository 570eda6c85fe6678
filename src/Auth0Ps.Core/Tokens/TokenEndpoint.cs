using System.Text.Json;
using Auth0Ps.Http;
using Auth0Ps.Security;
using Auth0Ps.Tenants;

namespace Auth0Ps.Tokens;

/// <summary>Asks <c>POST /oauth/token</c> for tokens (Auth0 docs, Authentication API, "Get token").</summary>
internal sealed class TokenEndpoint(TenantHttp http, RequestObserver? observer)
{
    /// <summary>Requests a token on the application's own behalf.</summary>
    /// <exception cref="Auth0Exception">No answer, or a refusal explained; see <see cref="TokenFaults"/>.</exception>
    public async Task<Auth0AccessToken> RequestAsync(
        TenantAddress address,
        ClientAuthentication client,
        TokenScope scope,
        CancellationToken cancellationToken) =>
        (await ExchangeAsync(address, client, new ClientCredentialsForm(scope), scope, cancellationToken)).Access;

    /// <summary>Exchanges any grant for tokens.</summary>
    /// <exception cref="Auth0Exception">No answer, or a refusal explained; see <see cref="TokenFaults"/>.</exception>
    public async Task<TokenGrant> ExchangeAsync(
        TenantAddress address,
        ClientAuthentication client,
        GrantForm grant,
        TokenScope scope,
        CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(
            new TenantRequest
            {
                Method = HttpMethod.Post,
                Uri = new Uri(address.BaseUri, "oauth/token"),
                Basic = client.Basic,
                Body = () => BodyOf(client, grant),
                Retry = grant.WorksOnce ? RetryRule.Once : RetryRule.Repeatable,
            },
            observer,
            cancellationToken);

        if (!response.IsSuccess)
            throw TokenFaults.From(address, client, grant, scope, response);
        return Read(address, scope, response);
    }

    private static SecretContent BodyOf(ClientAuthentication client, GrantForm grant)
    {
        var form = new FormBody();
        form.Add("grant_type", grant.GrantType);
        client.Write(form);
        grant.Write(form);
        return form.ToContent();
    }

    private TokenGrant Read(TenantAddress address, TokenScope scope, TenantResponse response)
    {
        var token = SecretJson.ReadString(response.Body.Span, "access_token");
        if (token is null || response.Json is not { ValueKind: JsonValueKind.Object } json)
            throw TokenFaults.NotATokenEndpoint(address, response);

        var now = http.Time.GetUtcNow();
        var lifetime = json.TryGetProperty("expires_in", out var seconds) && seconds.TryGetInt64(out var count) && count is > 0 and < int.MaxValue
            ? TimeSpan.FromSeconds(count)
            : TimeSpan.FromHours(1);
        var access = new Auth0AccessToken
        {
            Token = token,
            TokenType = Text(json, "token_type") ?? "Bearer",
            Scope = Text(json, "scope")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
            Audience = scope.Audience,
            IssuedAt = now,
            ExpiresAt = now + lifetime,
        };
        return new TokenGrant(access, SecretJson.ReadString(response.Body.Span, "refresh_token"), Text(json, "id_token"));
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
