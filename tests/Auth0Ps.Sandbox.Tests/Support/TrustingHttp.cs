using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Auth0Ps.Sandbox.Tests.Support;

/// <summary>A client that trusts one certificate and no other.</summary>
internal static class TrustingHttp
{
    public static HttpClient For(string certificateFile)
    {
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPemFile(certificateFile);
        return new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { trusted[0] }, RevocationMode = X509RevocationMode.NoCheck },
            },
        });
    }
}
