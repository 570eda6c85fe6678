using System.Text.Json;
using Auth0Ps.Applications;
using Auth0Ps.Http;
using Auth0Ps.Security;

namespace Auth0Ps.Rest;

/// <summary>Explains why a call did not succeed, and for a change whether it may have happened all the same.</summary>
internal static class RestFaults
{
    /// <summary>An answer that is no success.</summary>
    public static Auth0Exception From(TenantSession session, TenantResponse response, RestRequest request)
    {
        // HEAD has no body to explain itself with; its status says it all.
        var failure = session.Connection.ApiType == Auth0ApiType.Management && request.Method != HttpMethod.Head
            ? ManagementFaults.From(session, response, TargetOf(request))
            : OfAnotherApi(session, response);
        return response.FollowsLostAttempt || response.Status is 408 or >= 500 ? Unproven(failure, request) : failure;
    }

    /// <summary>A success whose body cannot be read.</summary>
    public static Auth0Exception Unreadable(TenantSession session, TenantResponse response, RestRequest request, Exception? cause) =>
        new(ErrorReason.UnexpectedResponse,
            $"'{session.Connection.Domain}' answered with status {response.Status}, but not with JSON{(request.IsSafe ? "" : "; the change was accepted")}.",
            "Check the path, and that no proxy answers in the API's place.",
            cause)
        { Target = TargetOf(request) ?? session.Connection.Name, StatusCode = response.Status, RequestId = SentSecrets.CutOutOf(response.RequestId, response.Sent) };

    /// <summary>A list that gives the same page again and again.</summary>
    public static Auth0Exception Unending(TenantSession session, RestRequest request) =>
        new(ErrorReason.UnexpectedResponse,
            $"The list '{request.Path}' of '{session.Connection.Domain}' gives the same page again instead of the next one.",
            "Leave -All out and page with -Query.")
        { Target = session.Connection.Name };

    /// <summary>An item of a list that is null.</summary>
    public static Auth0Exception NullRecord(TenantSession session, int place) =>
        new(ErrorReason.UnexpectedResponse,
            $"Record {place} of a page of '{session.Connection.Domain}' is null, and was left out.",
            "The other records are complete.")
        { Target = session.Connection.Name };

    /// <summary>A later page that was refused: the objects before it have been written.</summary>
    public static Auth0Exception PartWay(Auth0Exception failure, long read) =>
        Copy(
            failure,
            $"After {read} objects: {failure.Message}",
            failure.StatusCode == 400
                ? "Auth0 pages through some lists up to a limit only (users: 1000). Narrow the list down, such as -Query @{ q = '...' }; Auth0's reference names the filters of each list."
                : failure.RecommendedAction);

    /// <summary>No answer, or one that proves nothing: says so where it matters.</summary>
    public static Auth0Exception Unproven(Auth0Exception failure, RestRequest request)
    {
        if (request.IsSafe || failure.NothingSent)
            return failure;

        var mayRepeat = RestClient.RuleFor(request) == RetryRule.Repeatable;
        return Copy(
            failure,
            $"It is not known whether the {request.Method} was carried out: {failure.Message}",
            mayRepeat
                ? "Sending it again does no harm: it leads to the same state."
                : "Look at what is there before sending it again; a second one may do it twice.");
    }

    /// <summary>Error ids name the application where the path does.</summary>
    private static string? TargetOf(RestRequest request) =>
        request.Path.Split('/') is ["clients", { Length: > 0 } clientId, ..] ? Uri.UnescapeDataString(clientId) : null;

    private static Auth0Exception OfAnotherApi(TenantSession session, TenantResponse response)
    {
        var (code, words) = Words(response);
        var api = $"The API at '{session.Connection.BaseUri}'";
        var said = words is null ? "" : $": {words}";
        var (reason, message, action) = response.Status switch
        {
            401 => (ErrorReason.AccessTokenRefused, $"{api} refused the access token{said}.", "Check that the connection's audience is this API's identifier. Test-Auth0Connection shows which part is wrong."),
            403 => (ErrorReason.InsufficientScope, $"{api} does not allow this{said}.", "Grant the permission to the connection's application, then Get-Auth0AccessToken -Force fetches a token that carries it."),
            404 => (ErrorReason.NotFound, $"{api} does not have it{said}.", "Check the path and the id in it."),
            429 => (ErrorReason.RateLimited, $"{api} refuses further requests for now ({RateLimitWords.Of(response)}).", "Try again later."),
            >= 500 => (ErrorReason.ServerError, $"{api} failed with status {response.Status} after {response.Attempts} attempt(s).", "Try again later."),
            >= 400 => (ErrorReason.RequestRefused, $"{api} refused the request with status {response.Status}{said}.", (string?)null),
            _ => (ErrorReason.UnexpectedResponse, $"{api} answered with {response.StatusInWords}, which is neither success nor error; redirects are not followed with a token.", "Check the connection's base address and the path."),
        };
        return new Auth0Exception(reason, message, action)
        {
            Target = session.Connection.Name,
            StatusCode = response.Status,
            ErrorCode = code,
            RequestId = SentSecrets.CutOutOf(response.RequestId, response.Sent),
            IsRefusal = response.Status is >= 400 and < 500 and not (408 or 425 or 429),
        };
    }

    /// <summary>The error shapes in use: problem details (RFC 9457, the My Account API's), OAuth's, and the Management API's.</summary>
    private static (string? Code, string? Words) Words(TenantResponse response)
    {
        if (AuthErrorBody.From(response) is { } known)
            return (known.Code, known.Message);
        if (response.Json is not { ValueKind: JsonValueKind.Object } json)
            return (null, null);
        var words = SentSecrets.CutOutOf(Text(json, "detail") ?? Text(json, "title") ?? Text(json, "message"), response.Sent);
        return (SentSecrets.CutOutOf(Text(json, "type") ?? Text(json, "code"), response.Sent), words is { Length: > 400 } ? words[..400] + "…" : words);
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Auth0Exception Copy(Auth0Exception failure, string message, string? action) =>
        new(failure.Reason, message, action, failure.InnerException)
        {
            Target = failure.Target,
            AnswerOf = failure,
            IsRefusal = failure.IsRefusal,
            NothingSent = failure.NothingSent,
        };
}
