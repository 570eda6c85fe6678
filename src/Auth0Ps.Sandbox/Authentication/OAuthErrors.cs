namespace Auth0Ps.Sandbox.Authentication;

/// <summary>Every refusal of the Authentication API; status and texts as Auth0 sends them.</summary>
internal static class OAuthErrors
{
    /// <summary>Wrong secret. Status unconfirmed; the body was seen live.</summary>
    public static OAuthException WrongSecret() => new(401, "access_denied", "Unauthorized");

    /// <summary>Unconfirmed whether Auth0 tells this from a wrong secret; the same answer gives nothing away.</summary>
    public static OAuthException UnknownClient() => WrongSecret();

    /// <summary>A public application cannot prove who it is. Unconfirmed text.</summary>
    public static OAuthException PublicClient() => new(401, "access_denied", "Unauthorized");

    public static OAuthException MissingParameter(string name) => new(400, "invalid_request", "Missing required parameter: " + name);

    /// <summary>Unconfirmed text.</summary>
    public static OAuthException MalformedBody() => new(400, "invalid_request", "The request body could not be parsed");

    /// <summary>Unconfirmed text.</summary>
    public static OAuthException MalformedParameter(string name) => new(400, "invalid_request", $"Invalid parameter: {name} must be a string");

    /// <summary>Text from Auth0's API description; live tenants may say more.</summary>
    public static OAuthException UnsupportedGrantType() => new(400, "unsupported_grant_type", "Grant type not supported");

    public static OAuthException GrantTypeNotAllowed(string grantType) => new(
        403,
        "unauthorized_client",
        $"Grant type '{grantType}' not allowed for the client.",
        "https://auth0.com/docs/clients/client-grant-types");

    /// <summary>Text confirmed; status unconfirmed.</summary>
    public static OAuthException UnknownAudience(string audience) => new(403, "access_denied", "Service not found: " + audience);

    public static OAuthException NoGrant(string audience) => new(
        403,
        "access_denied",
        $"Client is not authorized to access \"{audience}\". You need to create a \"client-grant\" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants");

    /// <summary>Unconfirmed: asking for more scope than granted is taken for an error, not narrowed.</summary>
    public static OAuthException ScopeNotGranted(IEnumerable<string> scopes) => new(
        403,
        "access_denied",
        "Client has not been granted scopes: " + string.Join(", ", scopes));

    /// <summary>Unconfirmed text and status, like all organization refusals of this endpoint.</summary>
    public static OAuthException OrganizationRequired() => new(400, "invalid_request", "parameter organization is required for this client");

    /// <summary>Unconfirmed text and status.</summary>
    public static OAuthException OrganizationNotAllowed() => new(400, "invalid_request", "parameter organization is not allowed for this client");

    /// <summary>Unconfirmed text and status.</summary>
    public static OAuthException OrganizationNameNotAllowed() => new(400, "invalid_request", "parameter organization must be an organization id");

    /// <summary>Unconfirmed text and status.</summary>
    public static OAuthException UnknownOrganization() => new(400, "invalid_request", "parameter organization is invalid: the organization does not exist");

    /// <summary>Unconfirmed text and status.</summary>
    public static OAuthException OrganizationNotGranted(string clientId, string audience, string organization) => new(
        403,
        "access_denied",
        $"Client {clientId} is not authorized to access resource server {audience} in the context of organization {organization}");

    /// <summary>Unconfirmed text.</summary>
    public static OAuthException NoUserGrant(string clientId, string audience) =>
        new(403, "access_denied", $"Client \"{clientId}\" is not authorized to access resource server \"{audience}\".");

    /// <summary>Text from OpenID Connect Core, section 3.1.2.6, and Auth0's page on silent authentication.</summary>
    public static OAuthException LoginRequired() => new(403, "login_required", "Login required");

    /// <summary>Unconfirmed text.</summary>
    public static OAuthException UserDenied() => new(403, "access_denied", "User did not authorize the request");

    /// <summary>Unconfirmed text.</summary>
    public static OAuthException UnsupportedResponseType(string responseType) =>
        new(400, "unsupported_response_type", "Unsupported response type: " + responseType);

    /// <summary>Unconfirmed text.</summary>
    public static OAuthException UnsupportedResponseMode(string responseMode) => new(400, "invalid_request", "Unsupported response mode: " + responseMode);

    /// <summary>Codes from OpenID Connect Core, section 3.1.2.6.</summary>
    public static OAuthException RequestObjectNotSupported(string code, string name) => new(400, code, $"The parameter {name} is not supported");

    /// <summary>Stricter than Auth0, which takes plain too.</summary>
    public static OAuthException ChallengeMethodNotSupported() => new(400, "invalid_request", "code_challenge_method must be S256");

    /// <summary>Unconfirmed text.</summary>
    public static OAuthException MalformedChallenge() => new(400, "invalid_request", "code_challenge must be the base64url of a SHA-256");

    /// <summary>Text from Auth0's API description, which says 400; the status is unconfirmed. For a code that is unknown, used, over or someone else's.</summary>
    public static OAuthException InvalidCode() => new(403, "invalid_grant", "Invalid authorization code");

    /// <summary>Unconfirmed text.</summary>
    public static OAuthException WrongVerifier() => new(403, "invalid_grant", "Failed to verify code verifier");

    /// <summary>Unconfirmed text.</summary>
    public static OAuthException WrongRedirectUri() => new(403, "invalid_grant", "The redirect_uri is not the one of the authorization request");

    /// <summary>Text seen live; status unconfirmed.</summary>
    public static OAuthException UnknownRefreshToken() => new(403, "invalid_grant", "Unknown or invalid refresh token.");

    /// <summary>Code from RFC 6749, section 5.2; unconfirmed.</summary>
    public static OAuthException ScopeExceeded(IEnumerable<string> scopes) =>
        new(400, "invalid_scope", "The refresh token does not cover these scopes: " + string.Join(", ", scopes));

    /// <summary>Unconfirmed: tokens for several APIs from one refresh token are not offered here.</summary>
    public static OAuthException AudienceFixed() => new(400, "invalid_request", "audience must be the one that the refresh token was issued for");

    /// <summary>The My Account API wants the password anew; code documented, status and text unconfirmed.</summary>
    public static OAuthException AuthenticationTooOld() => new(403, "unmet_authentication_requirements", "The user has to log in again to access the My Account API");

    /// <summary>RFC 6749, section 2.3: one method a request. Unconfirmed text.</summary>
    public static OAuthException SeveralMethods() => new(400, "invalid_request", "client_secret and client_assertion cannot be used in the same request");

    /// <summary>An assertion that breaks a rule; the text says which one. Unconfirmed texts and status.</summary>
    public static OAuthException BadAssertion(string rule) => new(401, "invalid_client", "Invalid client_assertion: " + rule);

    /// <summary>Unconfirmed wording; the one limit for the whole endpoint.</summary>
    public static OAuthException TooManyRequests() => new(429, "too_many_requests", "Global limit has been reached");
}
