using System.Security;
using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Security;

namespace Auth0Ps.Connections;

/// <summary>Tells "the credentials changed" without telling what they are: an HMAC under a key that never leaves this process.</summary>
internal static class CredentialsHash
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    public static string Of(string clientId, SecureString secret) =>
        SecretText.Use(secret, clientId, static (bytes, id) =>
        {
            using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Key);
            hmac.AppendData(Encoding.UTF8.GetBytes(id));
            hmac.AppendData([0]);
            hmac.AppendData(bytes);
            return Convert.ToHexString(hmac.GetHashAndReset().AsSpan(0, 16)).ToLowerInvariant();
        });
}
