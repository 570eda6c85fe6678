using System.Formats.Asn1;

namespace Auth0Ps.OAuth.Keys;

/// <summary>What a key in DER is: which structure, and of which algorithm.</summary>
internal enum PrivateKeyForm
{
    /// <summary>Nothing that is known here.</summary>
    Unknown,

    /// <summary>PKCS#8 (RFC 5958).</summary>
    Pkcs8,

    /// <summary>PKCS#8, encrypted (RFC 5958 section 3).</summary>
    EncryptedPkcs8,

    /// <summary>PKCS#1 (RFC 8017 appendix A.1.2).</summary>
    Pkcs1,

    /// <summary>An elliptic curve key (RFC 5915).</summary>
    EllipticCurve,

    /// <summary>PKCS#12 (RFC 7292), which may hold certificates and keys.</summary>
    Pkcs12,

    /// <summary>A public key or a certificate.</summary>
    Public,
}

/// <summary>Looks at a key in DER without reading the key itself.</summary>
internal static class PrivateKeyForms
{
    public const string Rsa = "1.2.840.113549.1.1.1";

    private const string Pbes2 = "1.2.840.113549.1.5.13";
    private const string Scrypt = "1.3.6.1.4.1.11591.4.11";

    /// <summary>The structure, and the algorithm it names: a key's own, or that of its encryption's key derivation. Null where it names none.</summary>
    public static (PrivateKeyForm Form, string? Algorithm) Of(ReadOnlyMemory<byte> der)
    {
        try
        {
            var content = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
            if (content.PeekTag() == Asn1Tag.Sequence)
                return OfAlgorithmFirst(content);

            var version = content.ReadInteger();
            var next = content.PeekTag();
            if (next == Asn1Tag.Integer)
                return (PrivateKeyForm.Pkcs1, Rsa);
            if (next == Asn1Tag.PrimitiveOctetString)
                return (PrivateKeyForm.EllipticCurve, null);
            return next != Asn1Tag.Sequence ? (PrivateKeyForm.Unknown, null)
                : version == 3 ? (PrivateKeyForm.Pkcs12, null)
                : (PrivateKeyForm.Pkcs8, content.ReadSequence().ReadObjectIdentifier());
        }
        catch (AsnContentException)
        {
            return (PrivateKeyForm.Unknown, null);
        }
    }

    /// <summary>What other keys are called; null for RSA's.</summary>
    public static string? NameOfOther(PrivateKeyForm form, string? algorithm) => (form, algorithm) switch
    {
        (PrivateKeyForm.EllipticCurve, _) or (PrivateKeyForm.Pkcs8, "1.2.840.10045.2.1") => "an elliptic curve key",
        (PrivateKeyForm.Pkcs8, "1.3.101.112") => "an Ed25519 key",
        (PrivateKeyForm.Pkcs8, "1.3.101.113") => "an Ed448 key",
        (PrivateKeyForm.Pkcs8, "1.3.101.110" or "1.3.101.111") => "an X25519 or X448 key, which signs nothing",
        (PrivateKeyForm.Pkcs8, "1.2.840.10040.4.1") => "a DSA key",
        (PrivateKeyForm.Pkcs8, "1.2.840.113549.1.1.10") => "an RSA key for PSS only",
        (PrivateKeyForm.Pkcs8, not (null or Rsa)) => $"a key of another algorithm ({algorithm})",
        _ => null,
    };

    /// <summary>True for an encryption whose key is derived with scrypt, which the platform cannot open.</summary>
    public static bool IsScrypt(PrivateKeyForm form, string? algorithm) => form == PrivateKeyForm.EncryptedPkcs8 && algorithm == Scrypt;

    private static (PrivateKeyForm Form, string? Algorithm) OfAlgorithmFirst(AsnReader content)
    {
        var head = content.ReadSequence();
        if (head.PeekTag() != Asn1Tag.ObjectIdentifier)
            return (PrivateKeyForm.Public, null);

        var algorithm = head.ReadObjectIdentifier();
        if (content.PeekTag() != Asn1Tag.PrimitiveOctetString)
            return (PrivateKeyForm.Public, algorithm);
        return (PrivateKeyForm.EncryptedPkcs8, algorithm == Pbes2 ? head.ReadSequence().ReadSequence().ReadObjectIdentifier() : algorithm);
    }
}
