using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;
using Auth0Ps.Sandbox.Tenant.Keys;

namespace Auth0Ps.Sandbox.Authentication;

/// <summary><c>/.well-known/jwks.json</c> (RFC 7517): every key that may have signed a token still trusted.</summary>
internal static class KeySetDocument
{
    public static HttpResponse Create(TenantStore store) =>
        new HttpResponse(200, Body(store), "application/json; charset=utf-8")
            .With("Cache-Control", "public, max-age=15, stale-while-revalidate=15, stale-if-error=86400")
            .With("Access-Control-Allow-Origin", "*");

    private static ReadOnlyMemory<byte> Body(TenantStore store) => JsonText.WriteObject(writer =>
    {
        writer.WriteStartArray("keys");
        foreach (var key in store.SigningKeys.All().Where(key => key.RevokedAt is null).OrderBy(key => key.Role != SigningKeyRole.Current))
        {
            var der = Convert.FromBase64String(key.Certificate);
            var parameters = Modulus(der);
            writer.WriteStartObject();
            writer.WriteString("kty", "RSA");
            writer.WriteString("use", "sig");
            writer.WriteString("n", Base64Url.Encode(parameters.Modulus));
            writer.WriteString("e", Base64Url.Encode(parameters.Exponent));
            writer.WriteString("kid", key.KeyId);
            writer.WriteString("x5t", Base64Url.Encode(Convert.FromHexString(SigningKeyFactory.Thumbprint(der))));
            writer.WriteStrings("x5c", [key.Certificate]);
            writer.WriteString("alg", "RS256");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static RSAParameters Modulus(byte[] der)
    {
        using var certificate = X509CertificateLoading.FromDer(der);
        using var rsa = certificate.GetRSAPublicKey()!;
        return rsa.ExportParameters(includePrivateParameters: false);
    }
}
