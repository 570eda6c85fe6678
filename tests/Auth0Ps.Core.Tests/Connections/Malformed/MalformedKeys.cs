using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Auth0Ps.Core.Tests.Support;
using static Auth0Ps.Core.Tests.Support.TestKeys;

namespace Auth0Ps.Core.Tests.Connections.Malformed;

/// <summary>Files that are no RSA private key, or none that the passphrase opens.</summary>
internal static class MalformedKeys
{
    public const string Passphrase = "correct horse";

    private static readonly string Pkcs8 = Rsa.ExportPkcs8PrivateKeyPem();
    private static readonly string Encrypted = Rsa.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, Encryption);

    /// <summary>What is no key whatever the passphrase; the text form is tried too.</summary>
    public static IReadOnlyDictionary<string, byte[]> Files { get; } = new Dictionary<string, byte[]>(StringComparer.Ordinal)
    {
        ["empty"] = [],
        ["spaces"] = Text(" \r\n\t "),
        ["a text"] = Text("not a key"),
        ["JSON"] = Text("{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"d\":\"AQAB\"}"),
        ["HTML"] = Text("<!DOCTYPE html><html><body>Sign in</body></html>"),
        ["a secret"] = Text(Refusal.Planted),
        ["zeros"] = new byte[4096],
        ["noise"] = Noise(4096),
        ["a compressed file"] = [0x1F, 0x8B, 0x08, 0, .. Noise(500)],
        ["UTF-16 of a text"] = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("not a key")],
        ["base64 of a text"] = Text(Convert.ToBase64String(Text(string.Join(' ', Enumerable.Repeat("not a key", 50))))),
        ["JWK without private part"] = Text("{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}"),
        ["JWK, elliptic"] = Text("{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"AQAB\"}"),
        ["JWK cut in half"] = Text("{\"kty\":\"RSA\",\"n\":\"AQ"),
        ["JWK set of none"] = Text("{\"keys\":[]}"),
        ["only a header"] = Text("-----BEGIN PRIVATE KEY-----"),
        ["only a footer"] = Text("-----END PRIVATE KEY-----\n"),
        ["no body"] = Pem("PRIVATE KEY", ""),
        ["no footer"] = Text(Pkcs8[..Pkcs8.IndexOf("-----END", StringComparison.Ordinal)]),
        ["no header"] = Text(Pkcs8[28..]),
        ["other footer"] = Text(Pkcs8.Replace("-----END PRIVATE", "-----END RSA PRIVATE", StringComparison.Ordinal)),
        ["dashes lost"] = Text(Pkcs8.Replace("-----", "----", StringComparison.Ordinal)),
        ["cut in half"] = Text(Pkcs8[..(Pkcs8.Length / 2)]),
        ["body cut in half"] = Pem("PRIVATE KEY", Base64(Rsa.ExportPkcs8PrivateKey()[..600])),
        ["body not base64"] = Pem("PRIVATE KEY", "this is !!! not base64"),
        ["body of noise"] = Pem("PRIVATE KEY", Base64(Noise(1200))),
        ["body of zeros"] = Pem("PRIVATE KEY", Base64(new byte[1200])),
        ["old form, body of noise"] = Pem("RSA PRIVATE KEY", Base64(Noise(1200))),
        ["old form named new"] = Pem("PRIVATE KEY", Base64(Rsa.ExportRSAPrivateKey())),
        ["new form named old"] = Pem("RSA PRIVATE KEY", Base64(Rsa.ExportPkcs8PrivateKey())),
        ["a public key named private"] = Pem("PRIVATE KEY", Base64(Rsa.ExportSubjectPublicKeyInfo())),
        ["encrypted by OpenSSL's old way"] = Text(Rsa.ExportRSAPrivateKeyPem().Replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n", StringComparison.Ordinal)),
        ["elliptic"] = Text(Elliptic.ExportECPrivateKeyPem()),
        ["elliptic, new form"] = Text(Elliptic.ExportPkcs8PrivateKeyPem()),
        ["Ed25519"] = Pem("PRIVATE KEY", "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC"),
        ["DSA"] = Pem("DSA PRIVATE KEY", Base64(Noise(300))),
        ["OpenSSH"] = Pem("OPENSSH PRIVATE KEY", Base64([.. "openssh-key-v1\0"u8, .. Noise(300)])),
        ["OpenSSH public"] = Text("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ me@example.com"),
        ["PuTTY"] = Text("PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPrivate-Lines: 1\nAAAA\n"),
        ["PGP"] = Text("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nAAAA\n-----END PGP PRIVATE KEY BLOCK-----\n"),
        ["public"] = Text(Rsa.ExportSubjectPublicKeyInfoPem()),
        ["public, old form"] = Text(Rsa.ExportRSAPublicKeyPem()),
        ["certificate"] = Text(Certificate(Rsa).ExportCertificatePem()),
        ["two keys"] = Text(Pkcs8 + "\n" + Small.ExportPkcs8PrivateKeyPem()),
        ["1024 bits"] = Text(Small.ExportPkcs8PrivateKeyPem()),
        ["1024 bits, old form"] = Text(Small.ExportRSAPrivateKeyPem()),
    };

    /// <summary>What only a file can be.</summary>
    public static IReadOnlyDictionary<string, byte[]> FilesAlone { get; } = new Dictionary<string, byte[]>(StringComparer.Ordinal)
    {
        ["too large"] = Text(Pkcs8 + new string('\n', 300_000)),
        ["DER of 1024 bits"] = Small.ExportPkcs8PrivateKey(),
        ["DER, elliptic"] = Elliptic.ExportPkcs8PrivateKey(),
        ["DER cut in half"] = Rsa.ExportPkcs8PrivateKey()[..600],
        ["DER public"] = Rsa.ExportSubjectPublicKeyInfo(),
        ["DER certificate"] = Certificate(Rsa).Export(X509ContentType.Cert),
        ["PKCS#12 without key"] = new X509Certificate2(Certificate(Rsa).Export(X509ContentType.Cert)).Export(X509ContentType.Pkcs12),
        ["PKCS#12 cut in half"] = Certificate(Rsa).Export(X509ContentType.Pkcs12)[..900],
        ["PKCS#12 elliptic"] = EllipticCertificate().Export(X509ContentType.Pkcs12),
        ["PKCS#12 of 1024 bits"] = Certificate(Small).Export(X509ContentType.Pkcs12),
        ["PKCS#12 of noise"] = [0x30, 0x82, 0x09, 0x00, 0x02, 0x01, 0x03, .. Noise(2300)],
    };

    /// <summary>Files that a passphrase opens, and one that does not; null is none.</summary>
    public static IReadOnlyDictionary<string, (byte[] Content, string? Passphrase)> Locked { get; } = new Dictionary<string, (byte[], string?)>(StringComparer.Ordinal)
    {
        ["no passphrase"] = (Text(Encrypted), null),
        ["wrong passphrase"] = (Text(Encrypted), "wrong"),
        ["empty passphrase"] = (Text(Encrypted), ""),
        ["passphrase in other case"] = (Text(Encrypted), "Correct horse"),
        ["cut in half"] = (Text(Encrypted[..(Encrypted.Length / 2)]), Passphrase),
        ["body of noise"] = (Pem("ENCRYPTED PRIVATE KEY", Base64(Noise(1200))), Passphrase),
        ["no body"] = (Pem("ENCRYPTED PRIVATE KEY", ""), Passphrase),
        ["elliptic"] = (Text(Elliptic.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, Encryption)), Passphrase),
        ["1024 bits"] = (Text(Small.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, Encryption)), Passphrase),
        ["PKCS#12, no passphrase"] = (Certificate(Rsa).Export(X509ContentType.Pkcs12, Passphrase), null),
        ["PKCS#12, wrong passphrase"] = (Certificate(Rsa).Export(X509ContentType.Pkcs12, Passphrase), "wrong"),
        ["PKCS#12, empty passphrase"] = (Certificate(Rsa).Export(X509ContentType.Pkcs12, Passphrase), ""),
    };

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Pem(string label, string body) => Text($"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n");

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks);

    /// <summary>The same bytes in every run.</summary>
    private static byte[] Noise(int length) =>
        [.. Enumerable.Range(0, length).Select(number => SHA256.HashData(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)))[0])];

    private static X509Certificate2 Certificate(RSA key) =>
        new CertificateRequest("CN=auth0ps", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

    private static X509Certificate2 EllipticCertificate() =>
        new CertificateRequest("CN=auth0ps", Elliptic, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
}
