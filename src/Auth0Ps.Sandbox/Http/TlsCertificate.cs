using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Auth0Ps.Sandbox.Http;

/// <summary>What the tenant shows to those who connect over TLS: a certificate given, or one made for this run.</summary>
internal sealed class TlsCertificate : IDisposable
{
    private readonly X509Certificate2Collection _chain;
    private readonly string? _folder;

    private TlsCertificate(X509Certificate2 certificate, X509Certificate2Collection chain, string? folder, string? file)
    {
        // Windows takes no key that lives in memory only.
        Leaf = new X509Certificate2(certificate.Export(X509ContentType.Pfx));
        _chain = chain;
        _folder = folder;
        File = file;
        Context = SslStreamCertificateContext.Create(Leaf, chain, offline: true);
    }

    public SslStreamCertificateContext Context { get; }

    /// <summary>The certificate that clients have to trust, in PEM; null when it was given.</summary>
    public string? File { get; }

    private X509Certificate2 Leaf { get; }

    /// <summary>The certificate of the options, or one made for this machine and the public address; null when the tenant speaks plain HTTP.</summary>
    /// <exception cref="SandboxException">The files hold no certificate with its key.</exception>
    public static TlsCertificate? For(SandboxOptions options)
    {
        if (options.CertificateFile is { } file)
            return Load(file, options.CertificateKeyFile);
        return options.Tls ? Make(options) : null;
    }

    public void Dispose()
    {
        Leaf.Dispose();
        foreach (var certificate in _chain)
            certificate.Dispose();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private static TlsCertificate Load(string path, string? keyPath)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(path);
            using var certificate = X509Certificate2.CreateFromPemFile(path, keyPath);
            // What follows the certificate in the file are those that issued it.
            return new TlsCertificate(certificate, [.. chain.Skip(1)], folder: null, file: null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SandboxException(
                $"The certificate '{path}' cannot be used: {problem.Message} It must be PEM, with its unencrypted private key in the same file or in one of its own.",
                problem);
        }
    }

    private static TlsCertificate Make(SandboxOptions options)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Auth0Ps sandbox", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        if (options.PublicUrl is { } address && address.Host is not ("localhost" or "127.0.0.1"))
        {
            if (IPAddress.TryParse(address.DnsSafeHost, out var ip))
                names.AddIpAddress(ip);
            else
                names.AddDnsName(address.IdnHost);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        // By the system's clock, also where the tenant's is another: it is the clients that look at it.
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(365));
        var folder = Directory.CreateTempSubdirectory("auth0ps-sandbox-").FullName;
        var file = Path.Combine(folder, "certificate.pem");
        System.IO.File.WriteAllText(file, certificate.ExportCertificatePem() + "\n");
        return new TlsCertificate(certificate, [], folder, file);
    }
}
