using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.OAuth;
using Auth0Ps.OAuth.Keys;
using Auth0Ps.Security;

namespace Auth0Ps.Core.Tests.OAuth.Keys;

public sealed class PrivateKeyTests : IDisposable
{
    private static readonly RSA Key = RSA.Create(2048);

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-keys-").FullName;

    public static TheoryData<string> Forms => ["PKCS#1", "PKCS#8", "encrypted PKCS#8", "certificate and key", "PKCS#12", "PKCS#12 with passphrase"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_key_is_read_in_every_form(string form)
    {
        var path = Path.Combine(_folder, "key");
        var passphrase = form.Contains("encrypted", StringComparison.Ordinal) || form.Contains("with", StringComparison.Ordinal) ? "correct horse" : null;
        Write(path, form, passphrase);

        using var read = PrivateKeyReader.FromFile(path, passphrase is null ? null : Tenant.Protect(passphrase));

        Assert.Equal(Key.ExportSubjectPublicKeyInfo(), read.ExportSubjectPublicKeyInfo());
    }

    [Theory]
    [InlineData("missing", "cannot be read")]
    [InlineData("empty", "neither a PEM")]
    [InlineData("text", "neither a PEM")]
    [InlineData("public key", "public part")]
    [InlineData("elliptic", "elliptic")]
    [InlineData("small", "1024 bits")]
    [InlineData("no passphrase", "is encrypted")]
    [InlineData("wrong passphrase", "cannot be decrypted")]
    [InlineData("broken", "cannot be read as an RSA key")]
    public void Anything_else_is_refused_with_what_to_do(string what, string because)
    {
        var path = Path.Combine(_folder, "key");
        using var small = RSA.Create(1024);
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var content = what switch
        {
            "missing" => null,
            "empty" => "",
            "text" => "planted-secret",
            "public key" => Key.ExportSubjectPublicKeyInfoPem(),
            "elliptic" => elliptic.ExportECPrivateKeyPem(),
            "small" => small.ExportPkcs8PrivateKeyPem(),
            "broken" => "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            _ => Encrypted("right"),
        };
        if (content is not null)
            File.WriteAllText(path, content);

        var refusal = Assert.Throws<Auth0Exception>(() => PrivateKeyReader.FromFile(path, what == "wrong passphrase" ? Tenant.Protect("wrong") : null));

        Assert.Equal(ErrorReason.InvalidPrivateKey, refusal.Reason);
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(refusal.RecommendedAction);
        Assert.DoesNotContain("planted", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PrivateKeyAlgorithm.RS256)]
    [InlineData(PrivateKeyAlgorithm.RS384)]
    [InlineData(PrivateKeyAlgorithm.PS256)]
    public async Task An_assertion_says_who_it_is_for_whom_and_is_signed_as_registered(PrivateKeyAlgorithm algorithm)
    {
        var client = new PrivateKeyJwt("client1", "https://example.eu.auth0.com/", OpenKey, algorithm, "key-identifier", TimeProvider.System);

        var first = await AssertionOfAsync(client);
        var second = await AssertionOfAsync(client);

        var parts = first.Split('.');
        var header = JsonDocument.Parse(Decode(parts[0])).RootElement;
        var claims = JsonDocument.Parse(Decode(parts[1])).RootElement;
        Assert.Equal(algorithm.ToString(), header.GetProperty("alg").GetString());
        Assert.Equal("key-identifier", header.GetProperty("kid").GetString());
        Assert.Equal("client1", claims.GetProperty("iss").GetString());
        Assert.Equal("client1", claims.GetProperty("sub").GetString());
        Assert.Equal("https://example.eu.auth0.com/", claims.GetProperty("aud").GetString());
        Assert.InRange(claims.GetProperty("exp").GetInt64() - DateTimeOffset.UtcNow.ToUnixTimeSeconds(), 30, 60);
        Assert.True(Key.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
            Decode(parts[2]),
            algorithm == PrivateKeyAlgorithm.RS384 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256,
            algorithm == PrivateKeyAlgorithm.PS256 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1));
        Assert.NotEqual(claims.GetProperty("jti").GetString(), JsonDocument.Parse(Decode(second.Split('.')[1])).RootElement.GetProperty("jti").GetString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static RSA OpenKey()
    {
        var copy = RSA.Create();
        copy.ImportParameters(Key.ExportParameters(includePrivateParameters: true));
        return copy;
    }

    private static async Task<string> AssertionOfAsync(PrivateKeyJwt client)
    {
        using var form = new FormBody();
        client.Write(form);
        using var content = form.ToContent();
        var fields = System.Web.HttpUtility.ParseQueryString(await content.ReadAsStringAsync());
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", fields["client_assertion_type"]);
        return fields["client_assertion"]!;
    }

    private static string Encrypted(string passphrase) =>
        Key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));

    private static void Write(string path, string form, string? passphrase)
    {
        using var certificate = new CertificateRequest("CN=auth0ps", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        switch (form)
        {
            case "PKCS#1":
                File.WriteAllText(path, Key.ExportRSAPrivateKeyPem());
                break;
            case "PKCS#8":
                File.WriteAllText(path, Key.ExportPkcs8PrivateKeyPem());
                break;
            case "encrypted PKCS#8":
                File.WriteAllText(path, Encrypted(passphrase!));
                break;
            case "certificate and key":
                File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + Key.ExportPkcs8PrivateKeyPem());
                break;
            default:
                File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, passphrase));
                break;
        }
    }

    private static byte[] Decode(string part) =>
        Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '='));
}
