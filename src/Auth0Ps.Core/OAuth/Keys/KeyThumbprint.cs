using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Security;

namespace Auth0Ps.OAuth.Keys;

/// <summary>The id that a key has by nature: the JWK thumbprint of its public half (RFC 7638), which is what Auth0 calls a key by default.</summary>
internal static class KeyThumbprint
{
    /// <summary>Length of a thumbprint, in characters: SHA-256 in base64url.</summary>
    public const int Length = 43;

    /// <summary>The thumbprint of an RSA key.</summary>
    public static string Of(RSA key)
    {
        // The members that RFC 7638 section 3.2 wants of an RSA key, in its order and without white space.
        var parameters = key.ExportParameters(includePrivateParameters: false);
        var json = $$"""{"e":"{{Base64Url.Encode(parameters.Exponent)}}","kty":"RSA","n":"{{Base64Url.Encode(parameters.Modulus)}}"}""";
        return Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(json)));
    }

    /// <summary>True where an id may be a thumbprint rather than a name that someone chose.</summary>
    public static bool IsOne(string keyId) => keyId.Length == Length;
}
