using System.Security;
using System.Security.Cryptography;

namespace Auth0Ps.Core.Tests.Support;

/// <summary>Keys that are made once, because making them is slow.</summary>
internal static class TestKeys
{
    public static RSA Rsa { get; } = RSA.Create(2048);

    public static RSA Small { get; } = RSA.Create(1024);

    public static ECDsa Elliptic { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static SecureString Pem => Tenant.Protect(Rsa.ExportPkcs8PrivateKeyPem());

    public static PbeParameters Encryption { get; } = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
}
