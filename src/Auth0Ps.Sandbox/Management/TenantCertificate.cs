using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Auth0Ps.Sandbox.Tenant;
using Auth0Ps.Sandbox.Tenant.Keys;

namespace Auth0Ps.Sandbox.Management;

/// <summary>The tenant's signing certificate in the forms that answers carry; computed once for each key.</summary>
internal sealed class TenantCertificate
{
    private readonly TenantStore _store;
    private volatile Forms? _current;

    public TenantCertificate(TenantStore store) => _store = store;

    /// <summary>The <c>signing_keys</c> member of an application.</summary>
    public void WriteSigningKeys(Utf8JsonWriter writer, bool withPrivateKey)
    {
        var forms = Current();
        writer.WriteStartArray("signing_keys");
        writer.WriteStartObject();
        writer.WriteString("cert", forms.Pem);
        if (withPrivateKey)
            writer.WriteString("key", PrivateKeyPem(forms.Key));
        writer.WriteString("pkcs7", forms.Pkcs7);
        writer.WriteString("subject", forms.Subject);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    /// <summary>A key as PEM certificate, PKCS#7 and subject.</summary>
    public static Forms Of(SigningKey key)
    {
        using var certificate = X509CertificateLoading.FromDer(Convert.FromBase64String(key.Certificate));
        var pkcs7 = new X509Certificate2Collection(certificate).Export(X509ContentType.Pkcs7)!;
        return new Forms(
            key,
            certificate.ExportCertificatePem() + "\n",
            PemEncoding.WriteString("PKCS7", pkcs7) + "\n",
            "/" + certificate.Subject);
    }

    private Forms Current()
    {
        var key = _store.SigningKeys.All().First(candidate => candidate.Role == SigningKeyRole.Current);
        if (_current is { } known && ReferenceEquals(known.Key, key))
            return known;
        return _current = Of(key);
    }

    private static string PrivateKeyPem(SigningKey key)
    {
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(key.PrivateKey), out _);
        return rsa.ExportRSAPrivateKeyPem() + "\n";
    }

    /// <summary>One key's certificate, ready to be written.</summary>
    internal sealed record Forms(SigningKey Key, string Pem, string Pkcs7, string Subject);
}
