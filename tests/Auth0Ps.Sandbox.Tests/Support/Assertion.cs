using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Auth0Ps.Sandbox.Tests.Support;

/// <summary>A client assertion, good unless changed.</summary>
internal sealed class Assertion
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    public Assertion(string clientId, string domain, DateTimeOffset now)
    {
        Claims = new()
        {
            ["iss"] = clientId,
            ["sub"] = clientId,
            ["aud"] = domain + "/",
            ["exp"] = now.ToUnixTimeSeconds() + 60,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString("D", CultureInfo.InvariantCulture),
        };
    }

    public Dictionary<string, object?> Header { get; } = new() { ["alg"] = "RS256", ["typ"] = "JWT" };

    public Dictionary<string, object?> Claims { get; }

    /// <summary>The text, signed with the algorithm that the header names.</summary>
    public string Sign(RSA key)
    {
        var signed = Part(Header) + "." + Part(Claims);
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = (string?)Header["alg"] switch
        {
            "RS384" => key.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
            "RS512" => key.SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
            "PS256" => key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            "none" => [],
            _ => key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return signed + "." + Jwt.Text(signature);
    }

    private static string Part(Dictionary<string, object?> members) =>
        Jwt.Text(JsonSerializer.SerializeToUtf8Bytes(members.Where(member => member.Value is not null).ToDictionary(member => member.Key, member => member.Value)));
}
