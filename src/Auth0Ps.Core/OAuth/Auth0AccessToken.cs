using System.Security;

namespace Auth0Ps;

/// <summary>An access token of a tenant (RFC 6749 section 5.1).</summary>
public sealed class Auth0AccessToken
{
    /// <summary>The token itself.</summary>
    public required SecureString Token { get; init; }

    /// <summary>How to present it: <c>Bearer</c>.</summary>
    public required string TokenType { get; init; }

    /// <summary>The scopes granted, which may be fewer than asked for.</summary>
    public required IReadOnlyList<string> Scope { get; init => field = value.ToArray(); }

    /// <summary>The API it is for.</summary>
    public required string Audience { get; init; }

    /// <summary>When it ends (UTC).</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was issued, by this machine's clock (UTC).</summary>
    internal DateTimeOffset IssuedAt { get; init; }

    /// <summary>True while the token may still be handed out: until the smaller of five minutes and half its lifetime before its end.</summary>
    internal bool IsFresh(DateTimeOffset now)
    {
        var half = (ExpiresAt - IssuedAt) / 2;
        var margin = half < TimeSpan.FromMinutes(5) ? half : TimeSpan.FromMinutes(5);
        return now < ExpiresAt - margin;
    }
}
