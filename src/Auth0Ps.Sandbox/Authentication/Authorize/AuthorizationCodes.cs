using System.Collections.Concurrent;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.Authorize;

/// <summary>The codes handed out lately. Only in memory: a browser that waits for a dead sandbox has to begin again anyway.</summary>
internal sealed class AuthorizationCodes
{
    /// <summary>How long a code is good. The most that RFC 6749 recommends (section 4.1.2); Auth0's own figure is unconfirmed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    // Used ones stay known for a while, so that a second use is noticed.
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, AuthorizationCode> _codes = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    public AuthorizationCodes(TimeProvider time) => _time = time;

    public string Add(AuthorizationCode code)
    {
        var forgotten = _time.GetUtcNow() - Remembered;
        foreach (var old in _codes.Where(entry => entry.Value.ExpiresAt < forgotten))
            _codes.TryRemove(old);
        var text = Identifiers.AuthorizationCode();
        _codes[text] = code;
        return text;
    }

    public AuthorizationCode? Find(string code) => _codes.TryGetValue(code, out var found) ? found : null;
}
