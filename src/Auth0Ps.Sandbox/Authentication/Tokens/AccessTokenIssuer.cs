using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.Tokens;

/// <summary>Writes access tokens with the claims that Auth0 gives them.</summary>
internal sealed class AccessTokenIssuer
{
    private readonly TokenSigner _signer;
    private readonly string _issuer;
    private readonly TimeProvider _time;

    public AccessTokenIssuer(TokenSigner signer, string domain, TimeProvider time)
    {
        _signer = signer;
        _issuer = domain + "/";
        _time = time;
    }

    /// <summary>A token that an application holds for itself.</summary>
    public string ForClient(Client client, ResourceServer server, IReadOnlyList<string> scopes, Organization? organization)
    {
        var issuedAt = _time.GetUtcNow().ToUnixTimeSeconds();
        return _signer.Sign(server.SigningAlgorithm, server.SigningSecret, writer =>
        {
            writer.WriteString("iss", _issuer);
            writer.WriteString("sub", client.ClientId + "@clients");
            writer.WriteString("aud", server.Identifier);
            writer.WriteNumber("iat", issuedAt);
            writer.WriteNumber("exp", issuedAt + server.TokenLifetime);
            writer.WriteOptional("scope", scopes.Count > 0 ? string.Join(' ', scopes) : null);
            writer.WriteString("gty", "client-credentials");
            writer.WriteOptional("org_id", organization?.Id);
            writer.WriteString("azp", client.ClientId);
        });
    }
}
