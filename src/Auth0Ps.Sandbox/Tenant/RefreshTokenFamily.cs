using System.Text.Json.Serialization;

namespace Auth0Ps.Sandbox.Tenant;

/// <summary>One login that may be prolonged: every refresh token that descends from it. Knows its tokens by their hashes only.</summary>
internal sealed record RefreshTokenFamily
{
    /// <summary>SHA-256 (base64url) of the part that all tokens of the family share.</summary>
    public required string Id { get; init; }

    public required string ClientId { get; init; }

    public required string UserId { get; init; }

    /// <summary>The API of the access tokens; null for tokens that only the user information endpoint takes.</summary>
    public string? Audience { get; init; }

    public IReadOnlyList<string> Scope { get; init; } = [];

    public string? OrganizationId { get; init; }

    /// <summary>When the user typed the password.</summary>
    public required DateTimeOffset AuthenticatedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UsedAt { get; init; }

    /// <summary>Oldest first; without rotation there is one.</summary>
    public required IReadOnlyList<RefreshTokenHash> Tokens { get; init; }
}

/// <summary>One token of a family.</summary>
/// <param name="Hash">SHA-256 of the whole token, base64url.</param>
/// <param name="SupersededAt">When it was exchanged for a newer one; null while it is good.</param>
internal sealed record RefreshTokenHash(string Hash, DateTimeOffset? SupersededAt = null)
{
    [JsonIgnore]
    public bool IsCurrent => SupersededAt is null;
}
