using System.Text.Json;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Management;

/// <summary>Answers of the Management API.</summary>
internal static class ManagementResponses
{
    public static HttpResponse Json(int statusCode, Action<Utf8JsonWriter> write) => Wrap(statusCode, JsonText.Write(write));

    public static HttpResponse NoContent() => new HttpResponse(204).With("Cache-Control", "no-cache");

    public static HttpResponse Error(ManagementException refused) => Error(refused.StatusCode, ReasonPhrases.For(refused.StatusCode), refused.Message, refused.ErrorCode);

    public static HttpResponse Error(int statusCode, string error, string message, string? errorCode) => Wrap(statusCode, JsonText.WriteObject(writer =>
    {
        writer.WriteNumber("statusCode", statusCode);
        writer.WriteString("error", error);
        writer.WriteString("message", message);
        writer.WriteOptional("errorCode", errorCode);
        if (statusCode != 401)
            return;
        writer.WriteStartObject("attributes");
        writer.WriteString("error", message);
        writer.WriteEndObject();
    }));

    private static HttpResponse Wrap(int statusCode, ReadOnlyMemory<byte> body) =>
        new HttpResponse(statusCode, body, "application/json; charset=utf-8").With("Cache-Control", "no-cache").With("Vary", "origin");
}
