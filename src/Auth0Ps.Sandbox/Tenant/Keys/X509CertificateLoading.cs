using System.Security.Cryptography.X509Certificates;

namespace Auth0Ps.Sandbox.Tenant.Keys;

/// <summary>Loads certificates from bytes.</summary>
internal static class X509CertificateLoading
{
    /// <exception cref="System.Security.Cryptography.CryptographicException">Not an X.509 certificate.</exception>
    public static X509Certificate2 FromDer(ReadOnlySpan<byte> der) => new(der);
}
