using System.Buffers;
using System.Globalization;
using System.Text;

namespace Auth0Ps.Sandbox.Http;

/// <summary>Turns an answer into the bytes of RFC 9112.</summary>
internal static class ResponseWriter
{
    public static ReadOnlyMemory<byte> Write(HttpResponse response, bool headOnly, bool keepAlive, DateTimeOffset now)
    {
        var output = new ArrayBufferWriter<byte>(512 + response.Body.Length);
        var head = new StringBuilder(256);
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {response.StatusCode} {ReasonPhrases.For(response.StatusCode)}\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Date: {now:R}\r\n");
        foreach (var field in response.Headers.Fields)
            head.Append(field.Key).Append(": ").Append(field.Value).Append("\r\n");
        var bodyless = response.StatusCode is 204 or 304;
        if (!bodyless)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {response.Body.Length}\r\n");
        head.Append(keepAlive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
        Encoding.Latin1.GetBytes(head.ToString(), output);
        if (!headOnly && !bodyless)
            output.Write(response.Body.Span);
        return output.WrittenMemory;
    }
}
