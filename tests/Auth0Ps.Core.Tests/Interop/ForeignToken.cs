using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Auth0Ps.Security;

namespace Auth0Ps.Core.Tests.Interop;

/// <summary>Checks an access token as an API would that trusts the server (RFC 9068 section 4).</summary>
internal static class ForeignToken
{
    /// <summary>Its claims, after its signature is checked against the server's published keys.</summary>
    public static async Task<JsonElement> ReadAsync(ForeignServer server, Auth0AccessToken token)
    {
        var parts = SecureStrings.Reveal(token.Token).Split('.');
        Assert.Equal(3, parts.Length);
        var header = Decode(parts[0]);
        Assert.Equal("at+jwt", header.GetProperty("typ").GetString());
        Assert.Equal("RS256", header.GetProperty("alg").GetString());

        var published = (await server.GetAsync(".well-known/jwks.json")).GetProperty("keys").EnumerateArray().Single(key => key.GetProperty("kid").GetString() == header.GetProperty("kid").GetString());
        using var rsa = RSA.Create(new RSAParameters { Modulus = Part(published, "n"), Exponent = Part(published, "e") });
        Assert.True(rsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.Decode(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

        var claims = Decode(parts[1]);
        Assert.Equal(server.Domain + "/", claims.GetProperty("iss").GetString());
        return claims;
    }

    private static JsonElement Decode(string part) => JsonDocument.Parse(Base64Url.Decode(part)).RootElement;

    private static byte[] Part(JsonElement key, string name) => Base64Url.Decode(key.GetProperty(name).GetString()!);
}
