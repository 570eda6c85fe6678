namespace Auth0Ps.Sandbox.Authentication;

/// <summary>Every refusal of the token endpoint that client credentials can meet; status and texts as Auth0 sends them.</summary>
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

    /// <summary>Unconfirmed wording; the one limit for the whole endpoint.</summary>
    public static OAuthException TooManyRequests() => new(429, "too_many_requests", "Global limit has been reached");
}
