using System.Security.Cryptography;
using System.Text;

namespace Auth0Ps.Sandbox.Tenant.Keys;

/// <summary>An RSA public key as Auth0 sees it.</summary>
/// <param name="SubjectPublicKeyInfo">DER in base64.</param>
/// <param name="Thumbprint">The JWK thumbprint (RFC 7638, SHA-256, base64url).</param>
/// <param name="Bits">Modulus size.</param>
internal sealed record RsaPublicKey(string SubjectPublicKeyInfo, string Thumbprint, int Bits)
{
    public static RsaPublicKey Of(RSA rsa)
    {
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        return new RsaPublicKey(
            Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()),
            JwkThumbprint(parameters),
            rsa.KeySize);
    }

    // Members in lexicographic order, no white space (RFC 7638, section 3).
    private static string JwkThumbprint(RSAParameters key) => Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(
        $$"""{"e":"{{Base64Url.Encode(key.Exponent)}}","kty":"RSA","n":"{{Base64Url.Encode(key.Modulus)}}"}""")));
}
