using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Auth0Ps.Sandbox.Tests.Support;

/// <summary>Keys and certificates as a caller would register them.</summary>
internal static class TestKeys
{
    public static RSA New(int bits = 2048) => RSA.Create(bits);

    public static string PublicPem(RSA key) => key.ExportSubjectPublicKeyInfoPem();

    public static string CertificatePem(RSA key, DateTimeOffset notAfter)
    {
        var request = new CertificateRequest("CN=Test, O=Example, C=DE", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(notAfter.AddDays(-30), notAfter);
        return certificate.ExportCertificatePem();
    }

    /// <summary>RFC 7638, worked out apart from the code under test.</summary>
    public static string Thumbprint(RSA key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        var json = $"{{\"e\":\"{Jwt.Text(parameters.Exponent!)}\",\"kty\":\"RSA\",\"n\":\"{Jwt.Text(parameters.Modulus!)}\"}}";
        return Jwt.Text(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
    }
}
