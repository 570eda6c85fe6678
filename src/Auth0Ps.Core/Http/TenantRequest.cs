using System.Security;
using Auth0Ps.Rotation;

namespace Auth0Ps.Http;

/// <summary>A request that can be built anew for each attempt.</summary>
internal sealed class TenantRequest
{
    public required HttpMethod Method { get; init; }

    public required Uri Uri { get; init; }

    public RetryRule Retry { get; init; } = RetryRule.Repeatable;

    /// <summary>Makes the body; each attempt wipes its own. Writes always have one: the platform silently repeats a POST without.</summary>
    public Func<HttpContent>? Body { get; init; }

    /// <summary>
    /// Asked immediately before each attempt, when it is its turn; throws where it must not be sent. Null for nothing. An attempt that it stops counts as
    /// none. What it returns is asked once more when the first byte is about to leave.
    /// </summary>
    public Func<CancellationToken, Task<LeaseTerm>>? BeforeAttempt { get; init; }

    /// <summary>The access token, or null where the body authenticates.</summary>
    public SecureString? Bearer { get; init; }

    /// <summary>Client id and secret for <c>client_secret_basic</c> (RFC 6749 section 2.3.1).</summary>
    public (string ClientId, SecureString Secret)? Basic { get; init; }

    /// <summary>True for a sign-in that only proves a secret or key; see <see cref="Insight.ProofMark"/>.</summary>
    public bool IsProof { get; init; }

    /// <summary>Once it fires no further attempt starts; one under way is finished.</summary>
    public CancellationToken NoMoreAttempts { get; init; }
}
