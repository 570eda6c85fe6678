using System.Globalization;
using System.Security;
using System.Text;
using System.Text.Json;
using Auth0Ps.Security;

namespace Auth0Ps.Rest.Bodies;

/// <summary>A JSON request body, which may hold secrets; zeroed when it is disposed of.</summary>
internal sealed class RestBody : IDisposable
{
    /// <summary>The largest body, in bytes; Auth0 takes far less.</summary>
    public const int LargestBody = 16 * 1024 * 1024;

    private const string MediaType = "application/json";

    private readonly ZeroingBuffer _json;

    private RestBody(ZeroingBuffer json, IReadOnlyList<SecureString> secrets)
    {
        _json = json;
        Secrets = secrets;
    }

    internal ReadOnlyMemory<byte> Json => _json.Written;

    /// <summary>What no error may quote: what was given as a secret, and what its name says is one.</summary>
    internal IReadOnlyList<SecureString> Secrets { get; }

    /// <summary>Takes JSON text as it is.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: it is not JSON.</exception>
    public static RestBody FromJson(string json)
    {
        var text = json.AsSpan().TrimStart('\uFEFF');
        RequireSize(Encoding.UTF8.GetByteCount(text));
        var buffer = new ZeroingBuffer();
        buffer.Advance(Encoding.UTF8.GetBytes(text, buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
        return Checked(buffer, isSecret: false);
    }

    /// <summary>Takes JSON text that holds a secret.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: it is not JSON.</exception>
    public static RestBody FromJson(SecureString json)
    {
        var buffer = new ZeroingBuffer();
        SecureStrings.Use(json, buffer, static (bytes, to) =>
        {
            to.Append(bytes);
            return true;
        });
        return Checked(buffer, isSecret: true);
    }

    /// <summary>Writes a value as JSON: dictionaries, lists, simple values, and secrets straight from their <see cref="SecureString"/>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="translate">Says what a value of a type unknown here stands for; may be null.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: it cannot be written as JSON.</exception>
    public static RestBody FromObject(object? value, BodyValueTranslator? translate = null)
    {
        var buffer = new ZeroingBuffer();
        try
        {
            var writer = new BodyWriter(translate);
            writer.Write(buffer, value);
            return new RestBody(buffer, [.. writer.Secrets, .. SentJsonSecrets.In(buffer.Written, all: false)]);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>Whether a text is a JSON object or list as a whole.</summary>
    /// <param name="text">The text.</param>
    public static bool IsObjectOrList(string text)
    {
        if (text.AsSpan().TrimStart(" \t\r\n\uFEFF") is not ['{' or '[', ..])
            return false;
        try
        {
            FromJson(text).Dispose();
            return true;
        }
        catch (Auth0Exception)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        foreach (var secret in Secrets)
            secret.Dispose();
    }

    internal static void RequireSize(long bytes)
    {
        if (bytes > LargestBody)
            throw BodyFaults.Invalid(string.Create(CultureInfo.InvariantCulture, $"The body is larger than {LargestBody / (1024 * 1024)} MB."), "Auth0 takes no such bodies. Is this the right object?");
    }

    /// <summary>A copy for one attempt, which wipes it.</summary>
    internal HttpContent ToContent()
    {
        var copy = new ZeroingBuffer();
        copy.Append(_json.Written.Span);
        return new SecretContent(copy, MediaType);
    }

    private static RestBody Checked(ZeroingBuffer buffer, bool isSecret)
    {
        try
        {
            RequireSize(buffer.Length);
            var reader = new Utf8JsonReader(buffer.Written.Span);
            while (reader.Read())
            {
                // Reading to the end is the check.
            }

            return new RestBody(buffer, SentJsonSecrets.In(buffer.Written, isSecret));
        }
        catch (JsonException exception)
        {
            buffer.Dispose();
            throw BodyFaults.NotJson(exception);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }
}
