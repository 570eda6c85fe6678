using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Security;

namespace Auth0Ps.OAuth;

/// <summary>One visit to the login page (RFC 6749 section 4.1.1; Auth0 docs, Authentication API, "Authorize application").</summary>
/// <param name="connection">The connection a person signs in for.</param>
internal sealed class AuthorizationRequest(Auth0Connection connection) : IDisposable
{
    private readonly string _state = Base64Url.Encode(RandomNumberGenerator.GetBytes(24));

    /// <summary>Ties the id token to this request (OpenID Connect Core section 3.1.2.1).</summary>
    public string Nonce { get; } = Base64Url.Encode(RandomNumberGenerator.GetBytes(24));

    /// <summary>Where the browser comes back to, by address and not by name, so that nothing else can answer (RFC 8252 section 7.3).</summary>
    public Uri RedirectUri { get; } = new($"http://127.0.0.1:{connection.RedirectPort}/callback");

    /// <summary>The proof key; null for the grant without.</summary>
    public Pkce? Pkce { get; } = connection.GrantType == Auth0GrantType.AuthorizationCodePkce ? OAuth.Pkce.Create() : null;

    /// <summary>The login page's address.</summary>
    public Uri Page
    {
        get
        {
            var query = new StringBuilder();
            Add("response_type", "code");
            Add("client_id", connection.ClientId);
            Add("redirect_uri", RedirectUri.AbsoluteUri);
            Add("scope", LoginScope.Of(connection));
            Add("audience", connection.Audience);
            if (connection.Organization is { } organization)
                Add("organization", organization);
            Add("state", _state);
            Add("nonce", Nonce);
            if (Pkce is not null)
            {
                Add("code_challenge", Pkce.Challenge);
                Add("code_challenge_method", "S256");
            }

            return new Uri(connection.Address.BaseUri, "authorize?" + query);

            void Add(string name, string value) =>
                query.Append(query.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    /// <summary>True when a callback belongs to this request (RFC 6749 section 10.12).</summary>
    public bool IsOurs(string? state) =>
        state is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(_state));

    public void Dispose() => Pkce?.Dispose();
}
