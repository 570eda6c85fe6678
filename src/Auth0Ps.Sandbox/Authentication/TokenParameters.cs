using System.Text;
using System.Text.Json;
using Auth0Ps.Sandbox.Authentication.Assertions;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Authentication;

/// <summary>What a token request says, from a form or a JSON body and from HTTP Basic.</summary>
internal sealed class TokenParameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private TokenParameters()
    {
    }

    /// <summary>The body's parameter, or null when absent or empty (RFC 6749, section 3.2: empty means omitted).</summary>
    public string? this[string name] => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>The identifier and the secrets to try: the body's, or else those of HTTP Basic.</summary>
    public (string? ClientId, IReadOnlyList<string> Secrets) ClientCredentials { get; private set; } = (null, []);

    /// <summary>Whom the assertion names, proven or not; null without one.</summary>
    public string? AssertedClientId => this["client_assertion"] is { } text ? ClientAssertion.Parse(text)?.Claims.Text("iss") : null;

    /// <exception cref="OAuthException">The body is not what its media type says, or a parameter is no string.</exception>
    public static TokenParameters Read(HttpRequest request)
    {
        var parameters = new TokenParameters();
        if (request.MediaType == "application/json")
            parameters.ReadJson(request.Body);
        else
            parameters.ReadForm(request.Body.Span);
        var basic = Basic(request.Headers["Authorization"]);
        // Unconfirmed which wins when a client sends both; the body is the way Auth0's own clients use.
        parameters.ClientCredentials = parameters["client_secret"] is { } secret
            ? (parameters["client_id"] ?? basic?.ClientId, [secret])
            : basic is { } pair ? (pair.ClientId, pair.Secrets) : (parameters["client_id"], []);
        return parameters;
    }

    private static (string ClientId, IReadOnlyList<string> Secrets)? Basic(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[6..].Trim(), bytes, out var count))
            return null;
        var text = Encoding.UTF8.GetString(bytes, 0, count);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return null;
        var secret = text[(colon + 1)..];
        // RFC 6749, section 2.3.1 wants both parts form-encoded; many clients send them as they are. Either is accepted.
        var decoded = System.Net.WebUtility.UrlDecode(secret);
        return (System.Net.WebUtility.UrlDecode(text[..colon]), decoded == secret ? [secret] : [secret, decoded]);
    }

    private void ReadForm(ReadOnlySpan<byte> body)
    {
        foreach (var (name, value) in FormEncoding.Parse(Encoding.UTF8.GetString(body)))
            _values.TryAdd(name, value);
    }

    private void ReadJson(ReadOnlyMemory<byte> body)
    {
        JsonElement root;
        try
        {
            root = JsonText.Parse(HalfLetters.Replace(body));
        }
        catch (JsonException)
        {
            throw OAuthErrors.MalformedBody();
        }

        if (root.ValueKind != JsonValueKind.Object)
            throw OAuthErrors.MalformedBody();
        foreach (var member in root.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
            _values[member.Name] = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : throw OAuthErrors.MalformedParameter(member.Name);
    }
}
