using Auth0Ps.Sandbox.Authentication.RefreshTokens;
using Auth0Ps.Sandbox.Authentication.Tokens;

namespace Auth0Ps.Sandbox.Authentication.Authorize;

/// <summary>What a code stands for until it is exchanged.</summary>
internal sealed class AuthorizationCode
{
    public required Login Login { get; init; }

    /// <summary>Where the code went.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>Whether the application named that address, and so must name it again (RFC 6749, section 4.1.3).</summary>
    public required bool NamesRedirectUri { get; init; }

    /// <summary>The S256 challenge (RFC 7636); null when none was sent.</summary>
    public required string? CodeChallenge { get; init; }

    public required string? Nonce { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The shared part of the refresh tokens that come of it.</summary>
    public byte[] RefreshHandle { get; } = RefreshTokenText.NewHandle();

    /// <summary>Whether someone tried to exchange it twice: nothing that came of it is good.</summary>
    public bool Misused => Volatile.Read(ref _uses) > 1;

    private int _uses;

    /// <summary>Whether this is the first use.</summary>
    public bool Take() => Interlocked.Increment(ref _uses) == 1;
}
