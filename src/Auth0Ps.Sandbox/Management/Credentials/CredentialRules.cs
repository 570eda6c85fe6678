using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;
using Auth0Ps.Sandbox.Tenant.Keys;

namespace Auth0Ps.Sandbox.Management.Credentials;

/// <summary>Turns the body of a creation into a credential, or refuses it. The texts of the refusals are unconfirmed.</summary>
internal static class CredentialRules
{
    /// <summary>More than this many credentials an application cannot have.</summary>
    public const int MaximumPerClient = 4;

    /// <summary>More than this many cannot serve one use: private key JWT, a kind of mTLS, signed requests, the token vault.</summary>
    public const int MaximumPerUse = 2;

    /// <exception cref="ManagementException">400: not a key or certificate, or members that exclude each other.</exception>
    public static ClientCredential Create(JsonElement body, DateTimeOffset now)
    {
        var type = body.Text("credential_type")!;
        var credential = new ClientCredential
        {
            Id = Identifiers.Credential(),
            Name = body.Text("name"),
            CredentialType = type,
            ExpiresAt = Expiry(body),
            CreatedAt = now,
            UpdatedAt = now,
        };
        return type == "cert_subject_dn" ? WithSubject(credential, body) : WithKey(credential, body);
    }

    /// <summary>Text from real tenants, status unconfirmed.</summary>
    public static ManagementException TooMany() => ManagementErrors.RefusedBody($"A client can have a maximum of {MaximumPerClient} credentials.");

    /// <summary>The member as a time, or null when absent or null.</summary>
    /// <exception cref="ManagementException">400: shaped like a time but not one.</exception>
    public static DateTimeOffset? Expiry(JsonElement body)
    {
        if (body.Text("expires_at") is not { } text)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expiry)
            ? expiry.ToUniversalTime()
            : throw ManagementErrors.InvalidBody($"'Object didn't pass validation for format date-time: {text}' on property expires_at.");
    }

    private static ClientCredential WithSubject(ClientCredential credential, JsonElement body)
    {
        var (subject, pem) = (body.Text("subject_dn"), body.Text("pem"));
        if (subject is null == pem is null)
            throw ManagementErrors.RefusedBody("Exactly one of subject_dn and pem is required for a credential of type cert_subject_dn");
        if (subject is not null)
            return credential with { SubjectDn = subject };
        using var certificate = Certificate(pem!) ?? throw ManagementErrors.RefusedBody("The pem is not a valid X.509 certificate");
        return credential with { SubjectDn = Subject(certificate) };
    }

    private static ClientCredential WithKey(ClientCredential credential, JsonElement body)
    {
        if (body.Member("subject_dn") is not null)
            throw ManagementErrors.RefusedBody("subject_dn is only allowed for a credential of type cert_subject_dn");
        var pem = body.Text("pem") ?? throw ManagementErrors.InvalidBody("'Missing required property: pem'.");
        using var certificate = Certificate(pem);
        var key = (certificate is null ? Key(pem) : Key(certificate)) ?? throw ManagementErrors.RefusedBody("The pem is not a valid RSA public key or X.509 certificate");
        if (key.Bits < 2048)
            throw ManagementErrors.RefusedBody("The key must have at least 2048 bits");
        var isCertificate = credential.CredentialType == "x509_cert";
        if (isCertificate && certificate is null)
            throw ManagementErrors.RefusedBody("The pem is not a valid X.509 certificate");
        return credential with
        {
            KeyId = isCertificate ? null : body.Text("kid") ?? key.Thumbprint,
            Algorithm = isCertificate ? null : body.Text("alg") ?? "RS256",
            PublicKey = key.SubjectPublicKeyInfo,
            ThumbprintSha256 = isCertificate ? Base64Url.Encode(SHA256.HashData(certificate!.RawData)) : null,
            ExpiresAt = isCertificate ? NotAfter(certificate!) : ExpiryFromCertificate(body, certificate) ?? credential.ExpiresAt,
        };
    }

    private static DateTimeOffset? ExpiryFromCertificate(JsonElement body, X509Certificate2? certificate)
    {
        if (body.Flag("parse_expiry_from_cert") != true)
            return null;
        if (body.Text("expires_at") is not null)
            throw ManagementErrors.RefusedBody("parse_expiry_from_cert and expires_at are mutually exclusive");
        return certificate is null
            ? throw ManagementErrors.RefusedBody("parse_expiry_from_cert requires the pem to be an X.509 certificate")
            : NotAfter(certificate);
    }

    private static DateTimeOffset NotAfter(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());

    // In the certificate's own order, one part a line, as recorded from a real tenant.
    private static string Subject(X509Certificate2 certificate) => string.Join('\n', certificate.SubjectName
        .Decode(X500DistinguishedNameFlags.UseNewLines)
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.StartsWith("S=", StringComparison.Ordinal) ? "ST=" + part[2..] : part));

    private static X509Certificate2? Certificate(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static RsaPublicKey? Key(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        return rsa is null ? null : RsaPublicKey.Of(rsa);
    }

    // ImportFromPem would take a private key as well; a caller who sends one has made a mistake worth a refusal.
    private static RsaPublicKey? Key(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] is not ("PUBLIC KEY" or "RSA PUBLIC KEY"))
            return null;
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return RsaPublicKey.Of(rsa);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
