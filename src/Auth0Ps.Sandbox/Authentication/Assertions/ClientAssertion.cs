using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;
using Auth0Ps.Sandbox.Tenant.Keys;

namespace Auth0Ps.Sandbox.Authentication.Assertions;

/// <summary>An assertion taken apart, not yet trusted.</summary>
internal sealed class ClientAssertion
{
    private readonly byte[] _signed;
    private readonly byte[] _signature;

    private ClientAssertion(byte[] signed, byte[] signature, JsonElement header, JsonElement claims)
    {
        _signed = signed;
        _signature = signature;
        Header = header;
        Claims = claims;
    }

    public JsonElement Header { get; }

    public JsonElement Claims { get; }

    /// <summary>One audience, or several in an array (RFC 7519, section 4.1.3).</summary>
    public IReadOnlyList<string> Audiences => Claims.Text("aud") is { } audience ? [audience] : Claims.Texts("aud") ?? [];

    public static ClientAssertion? Parse(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 3)
            return null;
        try
        {
            return Base64Url.Decode(parts[0]) is { } header && Base64Url.Decode(parts[1]) is { } claims && Base64Url.Decode(parts[2]) is { } signature
                && JsonText.Parse(header) is { ValueKind: JsonValueKind.Object } headerObject && JsonText.Parse(claims) is { ValueKind: JsonValueKind.Object } claimsObject
                ? new(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), signature, headerObject, claimsObject)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A claim that is a time in seconds, fractions allowed; null when absent or none.</summary>
    public DateTimeOffset? Time(string claim) => Claims.Member(claim) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var seconds)
        && seconds is >= 0 and <= 253402300799
        ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
        : null;

    /// <summary>Whether the key made the signature, with the algorithm registered for it.</summary>
    public bool IsSignedWith(ClientCredential credential)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(credential.PublicKey!), out _);
        return rsa.VerifyData(
            _signed,
            _signature,
            credential.Algorithm == "RS384" ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256,
            credential.Algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
    }
}
