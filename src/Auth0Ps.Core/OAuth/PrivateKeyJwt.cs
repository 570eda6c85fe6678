using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Auth0Ps.Security;

namespace Auth0Ps.OAuth;

/// <summary><c>private_key_jwt</c> (RFC 7523 section 2.2; Auth0 docs, "Authenticate with Private Key JWT").</summary>
/// <param name="audience">The tenant's address with the slash at its end, which Auth0 compares exactly.</param>
/// <param name="openKey">Opens the private key; it is disposed of after each signature.</param>
/// <param name="algorithm">The algorithm registered with the key at Auth0.</param>
/// <param name="keyId">The key's id at Auth0; may be left out.</param>
internal sealed class PrivateKeyJwt(
    string clientId,
    string audience,
    Func<RSA> openKey,
    PrivateKeyAlgorithm algorithm,
    string? keyId,
    TimeProvider time) : ClientAuthentication
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    // Auth0 takes five minutes at most and advises one or less.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    public override string ClientId => clientId;

    public override string Proof => "private key";

    /// <summary>Each form gets an assertion of its own: Auth0 takes each only once, so a repeated request needs another.</summary>
    public override void Write(FormBody form)
    {
        form.Add("client_id", clientId);
        form.Add("client_assertion_type", AssertionType);
        form.Add("client_assertion", Sign());
    }

    private string Sign()
    {
        var now = time.GetUtcNow();
        var header = new Dictionary<string, object>(StringComparer.Ordinal) { ["alg"] = algorithm.ToString(), ["typ"] = "JWT" };
        if (keyId is not null)
            header["kid"] = keyId;
        var content = Base64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(header)) + "." + Base64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(new
        {
            iss = clientId,
            sub = clientId,
            aud = audience,
            jti = Guid.NewGuid().ToString("n"),
            iat = now.ToUnixTimeSeconds(),
            exp = (now + Lifetime).ToUnixTimeSeconds(),
        }));

        using var key = openKey();
        var (hash, padding) = algorithm switch
        {
            PrivateKeyAlgorithm.RS384 => (HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
            PrivateKeyAlgorithm.PS256 => (HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            _ => (HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return content + "." + Base64Url.Encode(key.SignData(Encoding.ASCII.GetBytes(content), hash, padding));
    }
}
