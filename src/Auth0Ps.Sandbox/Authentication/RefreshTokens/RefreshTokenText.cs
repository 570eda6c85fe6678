using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Sandbox.Tenant.Keys;

namespace Auth0Ps.Sandbox.Authentication.RefreshTokens;

/// <summary>
/// The shape of a refresh token: <c>v1.</c>, then 16 bytes that its whole family shares and 32 of its own, both random. The tenant keeps
/// hashes of both, so nobody can make a token out of what it keeps.
/// </summary>
internal static class RefreshTokenText
{
    private const string Prefix = "v1.";
    private const int HandleSize = 16;
    private const int SecretSize = 32;

    public static byte[] NewHandle() => RandomNumberGenerator.GetBytes(HandleSize);

    public static string NewToken(ReadOnlySpan<byte> handle) => Prefix + Base64Url.Encode([.. handle, .. RandomNumberGenerator.GetBytes(SecretSize)]);

    /// <summary>The family's part of a token, or null when the text is no token.</summary>
    public static byte[]? Handle(string token) =>
        token.StartsWith(Prefix, StringComparison.Ordinal) && Base64Url.Decode(token.AsSpan(Prefix.Length)) is { Length: HandleSize + SecretSize } bytes
            ? bytes[..HandleSize]
            : null;

    /// <summary>What a family with that shared part is called.</summary>
    public static string FamilyId(ReadOnlySpan<byte> handle) => Base64Url.Encode(SHA256.HashData(handle));

    public static string Hash(string token) => Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
}
