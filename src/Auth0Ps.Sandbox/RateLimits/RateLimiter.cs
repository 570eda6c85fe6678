using System.Globalization;
using Auth0Ps.Sandbox.Http;

namespace Auth0Ps.Sandbox.RateLimits;

/// <summary>The tenant's buckets: which one a request belongs to, and the headers that tell about it.</summary>
internal sealed class RateLimiter
{
    private readonly TokenBucket _management;
    private readonly TokenBucket _authentication;
    private readonly TokenBucket _listClients;
    private readonly TokenBucket _listOrganizations;
    private readonly TokenBucket _logs;
    private readonly bool _sendRetryAfter;

    public RateLimiter(RateLimitProfile profile, TimeProvider time, bool sendRetryAfter)
    {
        _management = new TokenBucket(profile.Management, time);
        _authentication = new TokenBucket(profile.Authentication, time);
        _listClients = profile.ListClients is { } clients ? new TokenBucket(clients, time) : _management;
        _listOrganizations = profile.ListOrganizations is { } organizations ? new TokenBucket(organizations, time) : _management;
        _logs = profile.Logs is { } logs ? new TokenBucket(logs, time) : _management;
        _sendRetryAfter = sendRetryAfter;
    }

    /// <summary>The bucket that a request draws from, or null for documents that are not limited.</summary>
    public TokenBucket? For(HttpRequest request)
    {
        if (request.Path.StartsWith("/oauth/", StringComparison.Ordinal))
            return _authentication;
        if (!request.Path.StartsWith("/api/", StringComparison.Ordinal))
            return null;
        return (request.Method, request.Path) switch
        {
            ("GET", "/api/v2/clients") => _listClients,
            ("GET", "/api/v2/organizations") => _listOrganizations,
            ("GET", var path) when path == "/api/v2/logs" || path.StartsWith("/api/v2/logs/", StringComparison.Ordinal) => _logs,
            _ => _management,
        };
    }

    /// <summary>Adds the three headers, and Retry-After to a refusal when the sandbox is told to send it.</summary>
    public HttpResponse Describe(HttpResponse response, RateLimitState state)
    {
        // A quota's refusal speaks of the quota.
        if (response.Headers["x-ratelimit-limit"] is not null)
            return response;
        response
            .With("x-ratelimit-limit", state.Limit.ToString(CultureInfo.InvariantCulture))
            .With("x-ratelimit-remaining", state.Remaining.ToString(CultureInfo.InvariantCulture))
            .With("x-ratelimit-reset", state.Reset.ToString(CultureInfo.InvariantCulture));
        return response.StatusCode == 429 && _sendRetryAfter
            ? response.With("retry-after", state.RetryAfter.ToString(CultureInfo.InvariantCulture))
            : response;
    }
}
