using System.Security;
using System.Security.Cryptography;
using Auth0Ps.OAuth.Keys;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>A private key that a rotation brings into use.</summary>
/// <param name="Pem">The private key (PKCS#8).</param>
/// <param name="KeyId">Its id: the thumbprint of its public half.</param>
/// <param name="PublicPem">Its public half (SubjectPublicKeyInfo), which Auth0 is given.</param>
internal sealed record NewKey(SecureString Pem, string KeyId, string PublicPem)
{
    /// <summary>Makes a pair.</summary>
    /// <param name="specification">What is asked for.</param>
    /// <param name="make">Makes a key of so many bits; .NET does when null.</param>
    public static NewKey Make(KeySpecification specification, Func<int, RSA>? make = null)
    {
        using var key = (make ?? RSA.Create)(specification.Size);
        return Of(key, PrivateKeyText.Of(key));
    }

    /// <summary>Understands what a vault's entry holds; null when it is no private key.</summary>
    public static NewKey? Read(SecureString entry)
    {
        try
        {
            using var key = PrivateKeyReader.FromText(entry, passphrase: null);
            return Of(key, entry);
        }
        catch (Auth0Exception)
        {
            return null;
        }
    }

    private static NewKey Of(RSA key, SecureString pem) => new(pem, KeyThumbprint.Of(key), key.ExportSubjectPublicKeyInfoPem());
}
