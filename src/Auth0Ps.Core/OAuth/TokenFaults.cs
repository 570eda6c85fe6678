using Auth0Ps.Connections;
using Auth0Ps.Http;
using Auth0Ps.Security;

namespace Auth0Ps.OAuth;

/// <summary>Explains the token endpoint's refusals, whose own words are often no help.</summary>
internal static class TokenFaults
{
    public static Auth0Exception From(TenantAddress address, ClientAuthentication client, GrantForm grant, TokenScope scope, TenantResponse response)
    {
        if (AuthErrorBody.From(response) is not { } error)
            return NotATokenEndpoint(address, response);

        var (reason, message, action) = Explain(address, client, grant, scope, response, error);
        return new Auth0Exception(reason, message, action)
        {
            Target = client.ClientId,
            StatusCode = response.Status,
            ErrorCode = error.Code,
            RequestId = SentSecrets.CutOutOf(response.RequestId, response.Sent),
            IsRefusal = AuthErrorBody.OutcomeOf(response) is ResponseOutcome.Refused or ResponseOutcome.Unauthorized,
        };
    }

    public static Auth0Exception NotATokenEndpoint(TenantAddress address, TenantResponse response) =>
        new(response.Status >= 500 ? ErrorReason.ServerError : response.Status == 429 ? ErrorReason.RateLimited : ErrorReason.UnexpectedResponse,
            $"'{address.Domain}' answered the token request with {response.StatusInWords}, but not in Auth0's form.",
            response.Location is null
                ? "Check that the domain is an Auth0 tenant's and that no proxy answers in its place."
                : "Give the domain that the tenant itself has; redirects are not followed with a secret.")
        { StatusCode = response.Status, RequestId = SentSecrets.CutOutOf(response.RequestId, response.Sent) };

    private static (ErrorReason Reason, string Message, string Action) Explain(
        TenantAddress address, ClientAuthentication client, GrantForm grant, TokenScope scope, TenantResponse response, AuthErrorBody error)
    {
        var clientId = client.ClientId;
        var status = response.Status;
        if (status == 429 && RateLimitWords.IsQuota(response))
        {
            return (
                ErrorReason.RateLimited,
                $"Auth0 gives application '{clientId}' of '{address.Domain}' no further tokens for now ({RateLimitWords.Of(response)}).",
                "Wait, or raise the quota (the application's, organization's or tenant's token_quota); tokens of this module are cached, so look for other callers too.");
        }

        if (status == 429)
        {
            return (
                ErrorReason.RateLimited,
                $"Auth0 refuses further token requests for '{address.Domain}' for now ({RateLimitWords.Of(response)}).",
                "Wait a minute and try again; tokens of this module are cached, so look for other callers too.");
        }

        if (status >= 500)
            return (ErrorReason.ServerError, $"The token endpoint of '{address.Domain}' failed with status {status}.", "Try again later; see https://status.auth0.com.");
        if (error.Code is "unauthorized_client")
        {
            return (
                ErrorReason.GrantTypeNotAllowed,
                $"Application '{clientId}' may not use this grant: {error.Message}",
                $"Dashboard: Applications > Applications > your application > Settings > Advanced Settings > Grant Types: tick {NameOf(grant)}.");
        }

        // A user's grant that no longer works; MFA and My Account's default policy ask for the person anew (Auth0 docs, "My Account API").
        if (error.Code is "invalid_grant" or "mfa_required" or "unmet_authentication_requirements" or "login_required" or "consent_required" or "interaction_required")
        {
            return (
                ErrorReason.LoginRequired,
                $"Auth0 no longer takes the login of application '{clientId}' (it says: {error.Message}).",
                "Sign in again: Set-Auth0Connection NAME");
        }

        if (Mentions(error, "not authorized to access") || Mentions(error, "client-grant"))
        {
            return (
                ErrorReason.NotAuthorizedForAudience,
                $"Application '{clientId}' has no grant for '{scope.Audience}'.",
                "Dashboard: Applications > APIs > the API > Machine To Machine Applications: switch the application on and tick the permissions it needs.");
        }

        if (Mentions(error, "Service not found") || Mentions(error, "Service not enabled within domain"))
        {
            return (
                ErrorReason.AudienceNotFound,
                $"The tenant at '{address.Domain}' knows no API with the identifier '{scope.Audience}'.",
                "Compare it, slash at the end included, with Applications > APIs in the dashboard. Behind a custom domain the Management API keeps the tenant's own identifier: -Audience https://TENANT.REGION.auth0.com/api/v2/");
        }

        if (status == 401 || error.Code is "invalid_client" or "access_denied")
        {
            return (
                ErrorReason.CredentialsRefused,
                $"Auth0 refused client id '{clientId}' with this {client.Proof} (it says only: {error.Message}).",
                client is PrivateKeyJwt
                    ? $"Compare with the dashboard: Applications > Applications > your application > Credentials, in the tenant at '{address.Domain}': the public key must be registered and in use, for the same algorithm and key id, and this machine's clock must be right."
                    : $"Compare both with the dashboard: Applications > Applications > your application > Settings and Credentials, in the tenant at '{address.Domain}'. After a rotation a new secret can take up to 30 seconds.");
        }

        return (
            ErrorReason.TokenRequestRefused,
            $"Auth0 refused the token request ({error.Code}): {error.Message}",
            "Test-Auth0Connection looks at each part of the connection in turn.");
    }

    private static string NameOf(GrantForm grant) => grant switch
    {
        AuthorizationCodeForm => "Authorization Code",
        RefreshTokenForm => "Refresh Token",
        _ => "Client Credentials",
    };

    private static bool Mentions(AuthErrorBody error, string text) => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase);
}
