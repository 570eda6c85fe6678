using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Sandbox.Tenant.Keys;

namespace Auth0Ps.Sandbox.Authentication.Authorize;

/// <summary>Proof Key for Code Exchange (RFC 7636), S256 only.</summary>
internal static class CodeVerifier
{
    /// <summary>Whether the text is the base64url of a SHA-256.</summary>
    public static bool IsChallenge(string challenge) => challenge.Length == 43 && Base64Url.Decode(challenge) is { Length: 32 };

    /// <summary>Whether a code with that challenge, or none, may be exchanged with that verifier, or none.</summary>
    public static bool Fits(string? verifier, string? challenge)
    {
        // A verifier without a challenge is a downgrade someone forced upon the login (RFC 9700, section 4.8.2).
        if (verifier is null || challenge is null)
            return verifier is null && challenge is null;
        return verifier.Length is >= 43 and <= 128
            && verifier.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~')
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))),
                Encoding.ASCII.GetBytes(challenge));
    }
}
