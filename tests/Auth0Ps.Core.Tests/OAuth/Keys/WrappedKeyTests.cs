using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.OAuth.Keys;
using Auth0Ps.Security;
using Auth0Ps.Vaults;
using static Auth0Ps.Core.Tests.Support.TestKeys;

namespace Auth0Ps.Core.Tests.OAuth.Keys;

/// <summary>Private keys as editors, environment variables, vaults and CI systems hand them on.</summary>
public sealed class WrappedKeyTests : IDisposable
{
    private const string Passphrase = "correct horse";

    private static readonly string Pkcs8 = Rsa.ExportPkcs8PrivateKeyPem();

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-keys-").FullName;

    public static TheoryData<string> Texts => [.. Wrapped.Keys];

    public static TheoryData<string> Binaries => ["UTF-8 with mark", "UTF-16", "UTF-16, big end first", "UTF-16 without mark", "DER, PKCS#8", "DER, PKCS#1"];

    private static Dictionary<string, string> Wrapped { get; } = new(StringComparer.Ordinal)
    {
        ["as it is"] = Pkcs8,
        ["Windows line ends"] = Pkcs8.ReplaceLineEndings("\r\n"),
        ["mark in front"] = "\uFEFF" + Pkcs8,
        ["literal \\n"] = Pkcs8.ReplaceLineEndings("\\n"),
        ["literal \\r\\n"] = Pkcs8.ReplaceLineEndings("\\r\\n"),
        ["literal \\\\n"] = Pkcs8.ReplaceLineEndings("\\\\n"),
        ["literal \\n in quotes"] = $"\"{Pkcs8.ReplaceLineEndings("\\n")}\"",
        ["quotes"] = $"\"{Pkcs8}\"",
        ["single quotes and spaces"] = $"  '{Pkcs8}' \n",
        ["spaces for line ends"] = Pkcs8.ReplaceLineEndings(" "),
        ["base64 of the whole"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Pkcs8)),
        ["base64 of the whole, in lines"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Pkcs8), Base64FormattingOptions.InsertLineBreaks) + "\n",
        ["base64 for addresses, without padding"] = Base64Url.Encode(Encoding.UTF8.GetBytes(Pkcs8 + "\n")),
        ["base64 of base64"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(Pkcs8)))),
        ["base64 of PKCS#8"] = Convert.ToBase64String(Rsa.ExportPkcs8PrivateKey()),
        ["base64 of PKCS#1"] = Convert.ToBase64String(Rsa.ExportRSAPrivateKey()),
        ["base64 of PKCS#12"] = Convert.ToBase64String(Certificate().Export(X509ContentType.Pkcs12)),
        ["PKCS#1 with literal \\n"] = Rsa.ExportRSAPrivateKeyPem().ReplaceLineEndings("\\n"),
        ["JWK"] = Jwk(),
        ["JWK, members the other way round"] = Jwk(reverse: true),
        ["JWK in a set"] = $$"""{"keys":[{{Jwk()}}]}""",
        ["JWK as a JSON text"] = JsonSerializer.Serialize(Jwk()).Replace("\\u0022", "\\\"", StringComparison.Ordinal),
        ["base64 of JWK"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Jwk())),
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_is_read_however_it_is_wrapped(string how)
    {
        using var read = PrivateKeyReader.FromText(Tenant.Protect(Wrapped[how]), passphrase: null);

        Assert.Equal(Rsa.ExportSubjectPublicKeyInfo(), read.ExportSubjectPublicKeyInfo());
        Assert.True(VaultEntryKind.IsKey(new VaultSecret(Tenant.Protect(Wrapped[how]))));
    }

    [Theory]
    [MemberData(nameof(Binaries))]
    public void A_file_is_read_in_whatever_encoding(string how)
    {
        var path = Write(how switch
        {
            "UTF-8 with mark" => [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Pkcs8)],
            "UTF-16" => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Pkcs8)],
            "UTF-16, big end first" => [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Pkcs8)],
            "UTF-16 without mark" => Encoding.Unicode.GetBytes(Pkcs8),
            "DER, PKCS#1" => Rsa.ExportRSAPrivateKey(),
            _ => Rsa.ExportPkcs8PrivateKey(),
        });

        using var read = PrivateKeyReader.FromFile(path, passphrase: null);

        Assert.Equal(Rsa.ExportSubjectPublicKeyInfo(), read.ExportSubjectPublicKeyInfo());
    }

    [Theory]
    [InlineData("PEM")]
    [InlineData("DER")]
    [InlineData("UTF-16")]
    [InlineData("base64 of PEM")]
    public void An_encrypted_key_is_known_as_one_and_opened(string how)
    {
        var pem = Rsa.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, Encryption);
        var path = Write(how switch
        {
            "DER" => Rsa.ExportEncryptedPkcs8PrivateKey(Passphrase, Encryption),
            "UTF-16" => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(pem)],
            "base64 of PEM" => Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(pem))),
            _ => Encoding.UTF8.GetBytes(pem),
        });

        Assert.True(PrivateKeyFiles.NeedsPassphrase(path));
        using var read = PrivateKeyReader.FromFile(path, Tenant.Protect(Passphrase));
        Assert.Equal(Rsa.ExportSubjectPublicKeyInfo(), read.ExportSubjectPublicKeyInfo());
    }

    [Theory]
    [InlineData("elliptic", "an elliptic curve key", "RS256")]
    [InlineData("elliptic, new form", "an elliptic curve key", "RS256")]
    [InlineData("elliptic, DER", "an elliptic curve key", "RS256")]
    [InlineData("elliptic, base64", "an elliptic curve key", "RS256")]
    [InlineData("elliptic, encrypted", "an elliptic curve key", "RS256")]
    [InlineData("Ed25519", "an Ed25519 key", "RS256")]
    [InlineData("Ed25519 with literal \\n", "an Ed25519 key", "RS256")]
    [InlineData("scrypt", "scrypt", "-v2 aes-256-cbc")]
    [InlineData("JWK, elliptic", "an elliptic curve key", "RS256")]
    [InlineData("JWK, Ed25519", "an Ed25519 key", "RS256")]
    [InlineData("JWK, public", "no private key", "private key")]
    [InlineData("JWK without p and q", "lacks the member p", "PEM")]
    [InlineData("PuTTY", "PuTTY", "puttygen")]
    [InlineData("certificate, DER", "public part", "private key")]
    public void What_is_of_another_kind_is_named_with_a_remedy_for_it(string what, string name, string remedy)
    {
        var path = Write(what switch
        {
            "elliptic" => Encoding.UTF8.GetBytes(Elliptic.ExportECPrivateKeyPem()),
            "elliptic, new form" => Encoding.UTF8.GetBytes(Elliptic.ExportPkcs8PrivateKeyPem()),
            "elliptic, DER" => Elliptic.ExportECPrivateKey(),
            "elliptic, base64" => Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(Elliptic.ExportPkcs8PrivateKeyPem()))),
            "elliptic, encrypted" => Encoding.UTF8.GetBytes(Elliptic.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, Encryption)),
            "Ed25519" => Encoding.UTF8.GetBytes("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n"),
            "Ed25519 with literal \\n" => Encoding.UTF8.GetBytes("-----BEGIN PRIVATE KEY-----\\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\\n-----END PRIVATE KEY-----\\n"),
            "scrypt" => Scrypt(),
            "JWK, elliptic" => Encoding.UTF8.GetBytes("""{"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB","d":"AQAB"}"""),
            "JWK, Ed25519" => Encoding.UTF8.GetBytes("""{"kty":"OKP","crv":"Ed25519","x":"AQAB","d":"AQAB"}"""),
            "JWK, public" => Encoding.UTF8.GetBytes("""{"kty":"RSA","n":"AQAB","e":"AQAB"}"""),
            "JWK without p and q" => Encoding.UTF8.GetBytes("""{"kty":"RSA","n":"AQAB","e":"AQAB","d":"AQAB"}"""),
            "PuTTY" => Encoding.UTF8.GetBytes("PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPrivate-Lines: 1\nAAAA\n"),
            _ => Certificate().Export(X509ContentType.Cert),
        });

        var refusal = Assert.Throws<Auth0Exception>(() => PrivateKeyReader.FromFile(path, Tenant.Protect(Passphrase)));

        Refusal.AssertClear(refusal, ErrorReason.InvalidPrivateKey);
        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, refusal.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_")]
    [InlineData("short")]
    [InlineData("{\"a\":1}")]
    public void A_client_secret_is_not_taken_for_a_key(string text)
    {
        Assert.False(VaultEntryKind.IsKey(new VaultSecret(Tenant.Protect(text))));
        Assert.False(VaultEntryKind.IsKey(new VaultSecret(Tenant.Protect(string.Concat(Enumerable.Repeat("0123456789abcdef", 20))))));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(byte[] content)
    {
        var path = Path.Combine(_folder, "key");
        File.WriteAllBytes(path, content);
        return path;
    }

    private static X509Certificate2 Certificate() =>
        new CertificateRequest("CN=auth0ps", Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

    private static string Jwk(bool reverse = false)
    {
        var key = Rsa.ExportParameters(includePrivateParameters: true);
        var members = new (string Name, string Value)[]
        {
            ("kty", "RSA"), ("kid", "one"), ("n", Base64Url.Encode(key.Modulus)), ("e", Base64Url.Encode(key.Exponent)), ("d", Base64Url.Encode(key.D)), ("p", Base64Url.Encode(key.P)),
            ("q", Base64Url.Encode(key.Q)), ("dp", Base64Url.Encode(key.DP)), ("dq", Base64Url.Encode(key.DQ)), ("qi", Base64Url.Encode(key.InverseQ)),
        };
        return $"{{{string.Join(",", (reverse ? Enumerable.Reverse(members) : members).Select(member => $"\"{member.Name}\":\"{member.Value}\""))}}}";
    }

    /// <summary>What openssl pkcs8 -topk8 -scrypt writes (RFC 7914 section 7), but for the key in it.</summary>
    private static byte[] Scrypt()
    {
        var der = new AsnWriter(AsnEncodingRules.DER);
        using (der.PushSequence())
        {
            using (der.PushSequence())
            {
                der.WriteObjectIdentifier("1.2.840.113549.1.5.13");
                using (der.PushSequence())
                {
                    using (der.PushSequence())
                    {
                        der.WriteObjectIdentifier("1.3.6.1.4.1.11591.4.11");
                        using (der.PushSequence())
                        {
                            der.WriteOctetString(new byte[8]);
                            der.WriteInteger(16384);
                            der.WriteInteger(8);
                            der.WriteInteger(1);
                        }
                    }

                    using (der.PushSequence())
                    {
                        der.WriteObjectIdentifier("2.16.840.1.101.3.4.1.42");
                        der.WriteOctetString(new byte[16]);
                    }
                }
            }

            der.WriteOctetString(new byte[1200]);
        }

        return Encoding.ASCII.GetBytes(PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", der.Encode()));
    }
}
