using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Auth0Ps.Sandbox.Tests.Support;

/// <summary>Reads and verifies tokens by the book, sharing no code with what issued them.</summary>
internal static class Jwt
{
    public static JsonElement Header(string token) => Part(token, 0);

    public static JsonElement Claims(string token) => Part(token, 1);

    /// <summary>Whether the key of that kid in the key set made the RS256 signature.</summary>
    public static bool IsSignedBy(string token, JsonElement keySet)
    {
        var kid = Header(token).GetProperty("kid").GetString();
        var key = keySet.GetProperty("keys").EnumerateArray().Single(candidate => candidate.GetProperty("kid").GetString() == kid);
        using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(key.GetProperty("n").GetString()!), Exponent = Bytes(key.GetProperty("e").GetString()!) });
        var dot = token.LastIndexOf('.');
        return rsa.VerifyData(Encoding.ASCII.GetBytes(token[..dot]), Bytes(token[(dot + 1)..]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    public static byte[] Bytes(string base64Url) =>
        Convert.FromBase64String(base64Url.Replace('-', '+').Replace('_', '/').PadRight((base64Url.Length + 3) / 4 * 4, '='));

    public static string Text(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static JsonElement Part(string token, int index)
    {
        using var document = JsonDocument.Parse(Bytes(token.Split('.')[index]));
        return document.RootElement.Clone();
    }
}
