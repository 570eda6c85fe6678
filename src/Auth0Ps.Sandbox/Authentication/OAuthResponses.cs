using System.Text.Json;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Authentication;

/// <summary>Answers of the Authentication API; never cached (RFC 6749, section 5.1).</summary>
internal static class OAuthResponses
{
    public static HttpResponse Json(int statusCode, Action<Utf8JsonWriter> members) =>
        new HttpResponse(statusCode, JsonText.WriteObject(members), "application/json; charset=utf-8")
            .With("Cache-Control", "no-store")
            .With("Pragma", "no-cache");

    public static HttpResponse Error(OAuthException refused) => With(refused.Headers, Json(refused.StatusCode, writer =>
    {
        writer.WriteString("error", refused.Error);
        writer.WriteString("error_description", refused.Message);
        writer.WriteOptional("error_uri", refused.ErrorUri);
    }));

    /// <summary>Adds the fields and returns the same answer.</summary>
    public static HttpResponse With(IEnumerable<(string Name, string Value)> fields, HttpResponse response)
    {
        foreach (var (name, value) in fields)
            response.With(name, value);
        return response;
    }
}
