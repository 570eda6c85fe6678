using System.Security;
using System.Text.Json;
using Auth0Ps.Security;

namespace Auth0Ps.Http;

/// <summary>A whole answer. Its body may hold secrets and is zeroed when this is disposed of.</summary>
internal sealed class TenantResponse(int status, ZeroingBuffer body, RateLimitState rateLimit, string? requestId, DateTimeOffset? serverTime) : IDisposable
{
    // Metadata may be nested deeper than the platform's 64 levels, and one record must not spoil its list.
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = JsonRepair.Deepest };

    private JsonDocument? _json;
    private bool _parsed;

    public int Status { get; } = status;

    public RateLimitState RateLimit { get; } = rateLimit;

    public string? RequestId { get; } = requestId;

    /// <summary>The server's clock, in whole seconds, when it answered.</summary>
    public DateTimeOffset? ServerTime { get; } = serverTime;

    /// <summary>Where a redirect leads, which is never followed; null for any other answer.</summary>
    public Uri? Location { get; init; }

    /// <summary>Its status in words that go behind "answered with", and for a redirect where it leads, without a query and without what was sent.</summary>
    public string StatusInWords => Location is { } location
        ? $"status {Status}, a redirect to '{SentSecrets.CutOut(location.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped), Sent)}'"
        : $"status {Status}";

    /// <summary>How many attempts it took.</summary>
    public int Attempts { get; set; } = 1;

    /// <summary>True when an attempt before this answer may have been carried out without our knowing.</summary>
    public bool FollowsUnknown { get; set; }

    /// <summary>The same, a rate limit aside: an attempt before this answer broke off, or was answered with a server error.</summary>
    public bool FollowsLostAttempt { get; set; }

    public ReadOnlyMemory<byte> Body => body.Written;

    /// <summary>The secrets that the request carried, which nothing that is reported of this answer may show.</summary>
    public IReadOnlyList<SecureString> Sent { get; set; } = [];

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The body as JSON, or null when it is not one.</summary>
    public JsonElement? Json
    {
        get
        {
            if (!_parsed)
            {
                _parsed = true;
                try
                {
                    _json = body.Length > 0 ? JsonDocument.Parse(body.Written, Depth) : null;
                }
                catch (JsonException)
                {
                    // A proxy's page, for example; told apart from Auth0's answers by being null.
                    _json = null;
                }
            }

            return _json?.RootElement;
        }
    }

    public void Dispose()
    {
        _json?.Dispose();
        body.Dispose();
    }
}
