using System.Text.Json;
using Auth0Ps.Security;

namespace Auth0Ps.Http;

/// <summary>The error shapes of both APIs: <c>{statusCode, error, message, errorCode?}</c> and <c>{error, error_description?}</c>.</summary>
/// <param name="Code">Auth0's <c>errorCode</c>, else <c>error</c>.</param>
/// <param name="Message">Auth0's own words, cut to a line's length, without what was sent.</param>
/// <param name="OfManagementApi">True for the Management API's shape, whose status field repeats the answer's.</param>
internal sealed record AuthErrorBody(string Code, string Message, bool OfManagementApi)
{
    private const int LongestMessage = 400;

    /// <summary>Reads the error; null when the answer is not in Auth0's shape, as a proxy's page is not.</summary>
    public static AuthErrorBody? From(TenantResponse response)
    {
        if (response.Json is not { ValueKind: JsonValueKind.Object } json)
            return null;
        if (IsAboutBearer(response, json))
            return new AuthErrorBody("Bearer", Shorten(Text(json, "message") ?? ""), OfManagementApi: true);
        if (Text(json, "error") is not { } error)
            return null;

        var ofManagement = json.TryGetProperty("statusCode", out var status)
            && status.ValueKind == JsonValueKind.Number
            && status.TryGetInt32(out var number)
            && number == response.Status;
        var message = Text(json, "message") ?? Text(json, "error_description") ?? Text(json, "description");
        if (!ofManagement && json.TryGetProperty("message", out _))
            return null;

        return new AuthErrorBody(
            SentSecrets.CutOut(Text(json, "errorCode") ?? Text(json, "error_code") ?? error, response.Sent),
            Shorten(SentSecrets.CutOut(message ?? error, response.Sent)),
            ofManagement);
    }

    /// <summary>What the status and the error's shape prove; whether a success is one, its reader decides by its content.</summary>
    public static ResponseOutcome OutcomeOf(TenantResponse response) => response.Status switch
    {
        >= 200 and < 300 => ResponseOutcome.Done,
        401 => ResponseOutcome.Unauthorized,
        400 when From(response) is { Code: "Bearer" } => ResponseOutcome.Unauthorized,
        408 or 425 or 429 => ResponseOutcome.Unknown,
        >= 400 and < 500 when From(response) is not null => ResponseOutcome.Refused,
        _ => ResponseOutcome.Unknown,
    };

    /// <summary>A token that does not even look like one is answered with 400 (node-auth0 issue 118); the request has no fault.</summary>
    private static bool IsAboutBearer(TenantResponse response, JsonElement json) => response.Status == 400 && Text(json, "errorCode") == "Bearer";

    private static string Shorten(string message)
    {
        var line = message.ReplaceLineEndings(" ").Trim();
        return line.Length <= LongestMessage ? line : line[..LongestMessage] + "…";
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
