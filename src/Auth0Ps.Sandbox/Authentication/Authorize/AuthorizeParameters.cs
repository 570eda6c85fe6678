using Auth0Ps.Sandbox.Http;

namespace Auth0Ps.Sandbox.Authentication.Authorize;

/// <summary>What an authorization request, or the form behind it, says; of a repeated parameter the first counts.</summary>
internal sealed class AuthorizeParameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public AuthorizeParameters(string query)
    {
        Query = query;
        foreach (var (name, value) in FormEncoding.Parse(query))
            _values.TryAdd(name, value);
    }

    /// <summary>As sent, still encoded: the login form hands it on.</summary>
    public string Query { get; }

    /// <summary>The parameter, or null when absent or empty (RFC 6749, section 3.1: empty means omitted).</summary>
    public string? this[string name] => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
