using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;
using Auth0Ps.Sandbox.Tenant.Keys;

namespace Auth0Ps.Sandbox.Authentication.Tokens;

/// <summary>
/// Access tokens that no API may read, for logins without an audience: encrypted to the tenant itself (RFC 7516, <c>dir</c> and
/// <c>A256GCM</c>, as Auth0's), under a key that follows from a signing key and goes with it.
/// </summary>
internal sealed class OpaqueTokens
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly TenantStore _store;
    private readonly string _issuer;

    public OpaqueTokens(TenantStore store, string domain)
    {
        _store = store;
        _issuer = domain + "/";
    }

    public string Seal(Action<Utf8JsonWriter> claims)
    {
        var key = _store.SigningKeys.All().First(candidate => candidate.Role == SigningKeyRole.Current);
        var header = Base64Url.Encode(JsonText.WriteObject(writer =>
        {
            writer.WriteString("alg", "dir");
            writer.WriteString("enc", "A256GCM");
            writer.WriteString("iss", _issuer);
            writer.WriteString("kid", key.KeyId);
        }).Span);
        var text = JsonText.WriteObject(claims);
        var (nonce, sealedText, tag) = (RandomNumberGenerator.GetBytes(NonceSize), new byte[text.Length], new byte[TagSize]);
        using var cipher = Cipher(key);
        cipher.Encrypt(nonce, text.Span, sealedText, tag, Encoding.ASCII.GetBytes(header));
        // The second part would be the encrypted key, of which there is none.
        return string.Join('.', header, "", Base64Url.Encode(nonce), Base64Url.Encode(sealedText), Base64Url.Encode(tag));
    }

    /// <summary>The token taken apart, or null when this tenant did not seal it or has revoked the key.</summary>
    public BearerToken? Open(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 5 || parts[1].Length > 0 || Base64Url.Decode(parts[0]) is not { } header)
            return null;
        try
        {
            var headerObject = JsonText.Parse(header);
            if (headerObject.Text("kid") is not { } keyId || _store.SigningKeys.Find(keyId) is not { RevokedAt: null } key
                || Base64Url.Decode(parts[2]) is not { Length: NonceSize } nonce || Base64Url.Decode(parts[3]) is not { } sealedText || Base64Url.Decode(parts[4]) is not { Length: TagSize } tag)
            {
                return null;
            }

            var text = new byte[sealedText.Length];
            using var cipher = Cipher(key);
            cipher.Decrypt(nonce, sealedText, tag, text, Encoding.ASCII.GetBytes(parts[0]));
            return BearerToken.Opened(headerObject, JsonText.Parse(text));
        }
        catch (Exception problem) when (problem is JsonException or AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static AesGcm Cipher(SigningKey key) => new(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(key.PrivateKey), 32, info: "auth0ps-sandbox opaque access token"u8.ToArray()),
        TagSize);
}
