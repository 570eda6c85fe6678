using System.Net;
using System.Text;
using System.Text.Json;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant.Keys;

namespace Auth0Ps.Sandbox.TenantLogs;

/// <summary>From where a request came, as events tell it.</summary>
internal static class LogSource
{
    // Auth0 names browsers and systems that it knows; for a program it knows neither.
    private const string UnknownProgram = "Other 0.0.0 / Other 0.0.0";

    /// <summary>Writes address, program, library and host.</summary>
    public static void Write(Utf8JsonWriter writer, HttpRequest request, string domain)
    {
        var address = Address(request);
        writer.WriteString("ip", address);
        writer.WriteString("client_ip", address);
        writer.WriteString("user_agent", UserAgent(request));
        writer.WriteString("hostname", new Uri(domain).Host);
        if (Library(request) is not { } library)
            return;
        writer.WritePropertyName("auth0_client");
        library.WriteTo(writer);
    }

    /// <summary>This machine's, unless a proxy before the tenant says whose.</summary>
    public static string Address(HttpRequest request) =>
        request.Headers.Members("X-Forwarded-For").FirstOrDefault() is { } forwarded && IPAddress.TryParse(forwarded, out var address)
            ? address.ToString()
            : "127.0.0.1";

    /// <summary>What the program says of itself where it looks like a browser's text.</summary>
    private static string UserAgent(HttpRequest request) =>
        request.Headers["User-Agent"] is { } text && text.StartsWith("Mozilla/", StringComparison.Ordinal) ? text : UnknownProgram;

    // Base64 of an object, in either alphabet and with padding or not.
    private static JsonElement? Library(HttpRequest request)
    {
        if (request.Headers["Auth0-Client"] is not { } text
            || Base64Url.Decode(text.TrimEnd('=').Replace('+', '-').Replace('/', '_')) is not { } bytes)
        {
            return null;
        }

        try
        {
            // A lone surrogate or bytes that are no text would spoil the whole event.
            return JsonText.Parse(HalfLetters.Replace(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes)))) is { ValueKind: JsonValueKind.Object } library ? library : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
