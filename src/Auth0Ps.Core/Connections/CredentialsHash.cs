using System.Security;
using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Security;

namespace Auth0Ps.Connections;

/// <summary>Tells "the credentials changed" without telling what they are.</summary>
/// <remarks>
/// Derived under tenant and client id as key, so that equal secrets of two applications do not look equal, and slowly, so that
/// guessing is dear even for a secret someone made up.
/// </remarks>
internal static class CredentialsHash
{
    private const int Rounds = 50_000;
    private const int Length = 16;

    public static string Of(string domain, string clientId, SecureString secret) =>
        SecureStrings.Use(secret, (domain, clientId), static (bytes, key) => Derive(bytes, key.domain, key.clientId));

    public static string Of(string domain, string clientId, RSA key) => Derive(key.ExportSubjectPublicKeyInfo(), domain, clientId);

    private static string Derive(ReadOnlySpan<byte> bytes, string domain, string clientId) =>
        Convert.ToHexString(Rfc2898DeriveBytes.Pbkdf2(bytes, Encoding.UTF8.GetBytes($"{domain}\n{clientId}"), Rounds, HashAlgorithmName.SHA256, Length)).ToLowerInvariant();
}
