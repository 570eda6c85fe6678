using System.Text.Json;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.Tokens;

/// <summary>Writes the tokens that a login gives: for an API or the user information endpoint, and about the user.</summary>
internal sealed class UserTokenIssuer
{
    private const int OpaqueLifetime = 86400;
    private const int DefaultIdTokenLifetime = 36000;
    private readonly TenantStore _store;
    private readonly TokenSigner _signer;
    private readonly OpaqueTokens _opaque;
    private readonly string _domain;
    private readonly TimeProvider _time;

    public UserTokenIssuer(TenantStore store, TokenSigner signer, OpaqueTokens opaque, string domain, TimeProvider time)
    {
        _store = store;
        _signer = signer;
        _opaque = opaque;
        _domain = domain;
        _time = time;
    }

    /// <summary>The token and how many seconds it lives.</summary>
    public (string Token, int Lifetime) AccessToken(Login login)
    {
        if (login.Server is not { } server)
            return (_opaque.Seal(writer => WriteAccessClaims(writer, login, [UserInfoEndpoint.AudienceOf(_domain)], OpaqueLifetime)), OpaqueLifetime);
        // The user information endpoint takes only what the tenant's own key signs with RS256.
        string[] audiences = login.Scopes.Contains("openid", StringComparer.Ordinal) && server.SigningAlgorithm == "RS256"
            ? [server.Identifier, UserInfoEndpoint.AudienceOf(_domain)]
            : [server.Identifier];
        return (_signer.Sign(server.SigningAlgorithm, server.SigningSecret, writer => WriteAccessClaims(writer, login, audiences, server.TokenLifetime)), server.TokenLifetime);
    }

    /// <summary>Signed as the application is configured: with RS256 unless its settings say otherwise.</summary>
    public string IdToken(Login login, string? nonce)
    {
        var configuration = login.Client.Settings.Member("jwt_configuration");
        var issuedAt = _time.GetUtcNow().ToUnixTimeSeconds();
        return _signer.Sign(configuration?.Text("alg") ?? "RS256", login.Client.Secret, writer =>
        {
            UserClaims.Write(writer, login.User, login.Scopes);
            writer.WriteString("iss", _domain + "/");
            writer.WriteString("aud", login.Client.ClientId);
            writer.WriteString("sub", login.User.Id);
            writer.WriteNumber("iat", issuedAt);
            writer.WriteNumber("exp", issuedAt + (configuration?.Number("lifetime_in_seconds") ?? DefaultIdTokenLifetime));
            writer.WriteNumber("auth_time", login.AuthenticatedAt.ToUnixTimeSeconds());
            writer.WriteOptional("nonce", nonce);
            WriteOrganization(writer, login.Organization);
        });
    }

    private void WriteAccessClaims(Utf8JsonWriter writer, Login login, string[] audiences, int lifetime)
    {
        var issuedAt = _time.GetUtcNow().ToUnixTimeSeconds();
        writer.WriteString("iss", _domain + "/");
        writer.WriteString("sub", login.User.Id);
        if (audiences.Length == 1)
            writer.WriteString("aud", audiences[0]);
        else
            writer.WriteStrings("aud", audiences);
        writer.WriteNumber("iat", issuedAt);
        writer.WriteNumber("exp", issuedAt + lifetime);
        writer.WriteOptional("scope", login.Scopes.Count > 0 ? string.Join(' ', login.Scopes) : null);
        WriteOrganization(writer, login.Organization);
        writer.WriteString("azp", login.Client.ClientId);
    }

    // The name as well where the tenant lets applications use names.
    private void WriteOrganization(Utf8JsonWriter writer, Organization? organization)
    {
        writer.WriteOptional("org_id", organization?.Id);
        writer.WriteOptional("org_name", _store.Settings.AllowsOrganizationName ? organization?.Name : null);
    }
}
