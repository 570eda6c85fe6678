using Auth0Ps.Http;
using Auth0Ps.Security;

namespace Auth0Ps.Applications;

/// <summary>Explains the Management API's refusals (shape: Auth0 docs, Management API, "Errors").</summary>
internal static class ManagementFaults
{
    private const string WhereToTick =
        "Dashboard: Applications > APIs > Auth0 Management API > Machine To Machine Applications > the connection's application: tick ";

    public static Auth0Exception From(TenantSession session, TenantResponse response, object? target)
    {
        var error = AuthErrorBody.From(response);
        var (reason, message, action) = Explain(session, response, error);
        return new Auth0Exception(reason, message, action)
        {
            Target = target ?? session.Connection.Name,
            StatusCode = response.Status,
            ErrorCode = error?.Code,
            RequestId = SentSecrets.CutOutOf(response.RequestId, response.Sent),
            IsRefusal = AuthErrorBody.OutcomeOf(response) == ResponseOutcome.Refused,
        };
    }

    /// <summary>A list that names the same next page again: it would never end.</summary>
    public static Auth0Exception UnendingList(TenantSession session, string list) =>
        new(ErrorReason.UnexpectedResponse,
            $"The list '{list}' of '{session.Connection.Domain}' gives the same page again instead of the next one.",
            "Try again; if it stays, look at proxies in between.")
        { Target = session.Connection.Name };

    private static (ErrorReason Reason, string Message, string? Action) Explain(
        TenantSession session, TenantResponse response, AuthErrorBody? error)
    {
        var domain = session.Connection.Domain;
        switch (response.Status)
        {
            case 401 or 400 when AuthErrorBody.OutcomeOf(response) == ResponseOutcome.Unauthorized:
                return (
                    ErrorReason.AccessTokenRefused,
                    $"The Management API at '{domain}' refused the access token{Quote(error)}.",
                    "A token asked through a custom domain works only on that domain, and its audience must be the tenant's own. Test-Auth0Connection shows which part is wrong.");
            case 403 when error is not null && error.Message.Contains("upgrade your subscription", StringComparison.OrdinalIgnoreCase):
                return (
                    ErrorReason.PlanUpgradeRequired,
                    $"The plan of the tenant at '{domain}' does not include this feature: {error.Message}",
                    "No permission helps here, although Auth0 reports it as insufficient scope; the subscription decides.");
            case 403 when error is { Code: "insufficient_scope" }:
                return (
                    ErrorReason.InsufficientScope,
                    $"Connection '{session.Connection.Name}' lacks a permission: {error.Message}",
                    WhereToTick + ScopesIn(error.Message) + ". Then Get-Auth0AccessToken -Force fetches a token that carries it.");
            case 404 when error is not null:
                return (
                    ErrorReason.NotFound,
                    $"The tenant at '{domain}' does not have it{Quote(error)}.",
                    "Check the id, and that the connection leads to the right tenant.");
            case 429:
                return (
                    ErrorReason.RateLimited,
                    $"The tenant at '{domain}' refuses further requests for now ({RateLimitWords.Of(response)}).",
                    "Try again later, or with a smaller -ThrottleLimit; other callers use the same allowance.");
            case >= 500:
                return (
                    ErrorReason.ServerError,
                    $"The Management API at '{domain}' failed with status {response.Status} after {response.Attempts} attempts.",
                    "Try again later; see https://status.auth0.com.");
            case >= 400 when error is not null:
                return (
                    ErrorReason.RequestRefused,
                    $"Auth0 refused the request ({error.Code}): {error.Message}",
                    "Change what the message names and try again; nothing was changed at Auth0.");
            default:
                return (
                    ErrorReason.UnexpectedResponse,
                    $"'{domain}' answered with {response.StatusInWords}, but not in the Management API's form.",
                    response.Location is null
                        ? "Check that the domain is an Auth0 tenant's and that no proxy answers in its place."
                        : "Give the connection the domain that the tenant itself has; redirects are not followed with a token.");
        }
    }

    private static string Quote(AuthErrorBody? error) => error is null ? "" : $" ({error.Message})";

    /// <summary>"Insufficient scope, expected any of: a,b" names the permissions; other texts do not.</summary>
    private static string ScopesIn(string message)
    {
        var colon = message.IndexOf(':', StringComparison.Ordinal);
        return message.Contains("expected any of", StringComparison.OrdinalIgnoreCase) && colon >= 0
            ? message[(colon + 1)..].Trim().TrimEnd('.')
            : "the permission for what was asked";
    }
}
