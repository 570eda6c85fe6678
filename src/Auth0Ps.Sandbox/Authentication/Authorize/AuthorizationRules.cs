using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.Authorize;

/// <summary>Whether an authorization request may continue to the login; each refusal goes to the application by redirect.</summary>
internal sealed class AuthorizationRules
{
    private const string GrantType = "authorization_code";
    private readonly TenantStore _store;
    private readonly UserScopes _scopes;
    private readonly OrganizationRules _organizations;

    public AuthorizationRules(TenantStore store)
    {
        _store = store;
        _scopes = new UserScopes(store);
        _organizations = new OrganizationRules(store);
    }

    /// <exception cref="OAuthException">It may not; the status does not count here.</exception>
    public Authorization Check(RedirectTarget target, AuthorizeParameters parameters)
    {
        CheckShape(parameters);
        if (!target.Client.AllowsGrantType(GrantType))
            throw OAuthErrors.GrantTypeNotAllowed(GrantType);
        CheckChallenge(target.Client, parameters);
        var audience = parameters["audience"] ?? _store.Settings.DefaultAudience;
        var server = audience is null ? null : _store.ResourceServers.FindByAlternateKey(audience) ?? throw OAuthErrors.UnknownAudience(audience);
        var scopes = _scopes.Grant(target.Client, server, parameters["scope"]);
        var organization = Organization(target.Client, parameters["organization"]);
        // There is no session in a browser to continue: every login asks for the password.
        if (parameters["prompt"]?.Split(' ').Contains("none", StringComparer.Ordinal) == true)
            throw OAuthErrors.LoginRequired();
        return new(target, parameters, server, scopes, organization);
    }

    private static void CheckShape(AuthorizeParameters parameters)
    {
        if (parameters["request"] is not null)
            throw OAuthErrors.RequestObjectNotSupported("request_not_supported", "request");
        if (parameters["request_uri"] is not null)
            throw OAuthErrors.RequestObjectNotSupported("request_uri_not_supported", "request_uri");
        var responseType = parameters["response_type"] ?? throw OAuthErrors.MissingParameter("response_type");
        if (responseType != "code")
            throw OAuthErrors.UnsupportedResponseType(responseType);
        if (parameters["response_mode"] is not (null or "query" or "form_post"))
            throw OAuthErrors.UnsupportedResponseMode(parameters["response_mode"]!);
    }

    private static void CheckChallenge(Client client, AuthorizeParameters parameters)
    {
        var (challenge, method) = (parameters["code_challenge"], parameters["code_challenge_method"]);
        if (challenge is null && (method is not null || client.IsPublic))
            throw OAuthErrors.MissingParameter("code_challenge");
        if (challenge is null)
            return;
        // Without a method RFC 7636 means plain.
        if (method != "S256")
            throw OAuthErrors.ChallengeMethodNotSupported();
        if (!CodeVerifier.IsChallenge(challenge))
            throw OAuthErrors.MalformedChallenge();
    }

    // Every user counts as a member of every organization: the sandbox keeps no memberships.
    private Organization? Organization(Client client, string? requested)
    {
        var usage = client.Settings.Text("organization_usage");
        if (requested is null)
            return usage == "require" ? throw OAuthErrors.OrganizationRequired() : null;
        return usage is "allow" or "require" ? _organizations.Find(requested) : throw OAuthErrors.OrganizationNotAllowed();
    }
}
