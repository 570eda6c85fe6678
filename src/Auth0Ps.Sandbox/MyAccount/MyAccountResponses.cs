using System.Globalization;
using System.Text.Json;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.MyAccount;

/// <summary>Answers of the My Account API; refusals are problem details (RFC 9457) in members, as Auth0's browser libraries read them. Types and texts are unconfirmed.</summary>
internal static class MyAccountResponses
{
    public static HttpResponse Json(int statusCode, Action<Utf8JsonWriter> members) =>
        new HttpResponse(statusCode, JsonText.WriteObject(members), "application/json; charset=utf-8").With("Cache-Control", "no-store");

    public static HttpResponse Error(int statusCode, string title, string detail) => Json(statusCode, writer =>
    {
        writer.WriteString("type", string.Create(CultureInfo.InvariantCulture, $"https://auth0.com/api-errors/A0E-{statusCode}"));
        writer.WriteString("title", title);
        writer.WriteNumber("status", statusCode);
        writer.WriteString("detail", detail);
    });
}
