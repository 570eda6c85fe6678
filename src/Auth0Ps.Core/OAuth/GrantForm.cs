using System.Security;
using Auth0Ps.Security;

namespace Auth0Ps.OAuth;

/// <summary>What each grant puts into the form of a token request besides the client's own proof.</summary>
internal abstract class GrantForm
{
    /// <summary>The grant's name on the wire.</summary>
    public abstract string GrantType { get; }

    /// <summary>Sent twice it may do harm: a code works once, and a refresh token that comes twice looks stolen.</summary>
    public virtual bool WorksOnce => true;

    public abstract void Write(FormBody form);
}

/// <summary>Client credentials (RFC 6749 section 4.4).</summary>
internal sealed class ClientCredentialsForm(TokenScope scope) : GrantForm
{
    public override string GrantType => "client_credentials";

    public override bool WorksOnce => false;

    public override void Write(FormBody form)
    {
        form.Add("audience", scope.Audience);
        if (scope.Organization is { } organization)
            form.Add("organization", organization);
        if (scope.Scope is { } asked)
            form.Add("scope", asked);
    }
}

/// <summary>Authorization code (RFC 6749 section 4.1.3), with proof key (RFC 7636 section 4.5) or without.</summary>
internal sealed class AuthorizationCodeForm(SecureString code, Uri redirectUri, SecureString? verifier) : GrantForm
{
    public override string GrantType => "authorization_code";

    public override void Write(FormBody form)
    {
        form.Add("code", code);
        form.Add("redirect_uri", redirectUri.AbsoluteUri);
        if (verifier is not null)
            form.Add("code_verifier", verifier);
    }
}

/// <summary>Refresh token (RFC 6749 section 6). No scope is sent, so that the token keeps what the user agreed to.</summary>
/// <param name="token">The refresh token.</param>
/// <param name="audience">Another API than the login was for (Auth0 docs, "Multi-Resource Refresh Token"); null for the same.</param>
internal sealed class RefreshTokenForm(SecureString token, string? audience) : GrantForm
{
    public override string GrantType => "refresh_token";

    public override void Write(FormBody form)
    {
        form.Add("refresh_token", token);
        if (audience is not null)
            form.Add("audience", audience);
    }
}
