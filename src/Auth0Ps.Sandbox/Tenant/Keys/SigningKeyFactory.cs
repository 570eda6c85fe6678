using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Auth0Ps.Sandbox.Tenant.Keys;

/// <summary>Makes the tenant's signing keys: RSA 2048 with a self-signed certificate, as Auth0's.</summary>
internal static class SigningKeyFactory
{
    /// <summary>
    /// Makes the pair of a tenant's first key. Making one takes most of the time of a start, so tests that start a tenant each have it made once.
    /// </summary>
    public static Func<RSA> FirstPair { get; set; } = static () => RSA.Create(2048);

    public static SigningKey Create(string subject, SigningKeyRole role, DateTimeOffset now)
    {
        using var rsa = role == SigningKeyRole.Current ? FirstPair() : RSA.Create(2048);
        var request = new CertificateRequest(new X500DistinguishedName("CN=" + subject), rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        // Auth0's certificates live about 13 years.
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(13));
        return new SigningKey
        {
            KeyId = Identifiers.SigningKey(),
            PrivateKey = Convert.ToBase64String(rsa.ExportPkcs8PrivateKey()),
            Certificate = Convert.ToBase64String(certificate.RawData),
            Role = role,
            CurrentSince = role == SigningKeyRole.Current ? now : null,
        };
    }

    /// <summary>SHA-1 of the certificate in colon-separated hexadecimal, as the API shows it.</summary>
    public static string Fingerprint(ReadOnlySpan<byte> certificate) => string.Join(
        ':',
        Thumbprint(certificate).Chunk(2).Select(pair => new string(pair)));

    /// <summary>SHA-1 of the certificate in hexadecimal: <c>x5t</c> and the API are defined that way.</summary>
    public static string Thumbprint(ReadOnlySpan<byte> certificate)
    {
#pragma warning disable CA5350 // The wire format prescribes SHA-1; nothing is secured by it.
        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexString(SHA1.HashData(certificate))}");
#pragma warning restore CA5350
    }
}
