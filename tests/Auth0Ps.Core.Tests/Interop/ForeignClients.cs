using System.Security.Cryptography;
using System.Text.Json;
using Auth0Ps.Security;

namespace Auth0Ps.Core.Tests.Interop;

/// <summary>The applications that the foreign server knows, with secrets and keys made for this run.</summary>
internal sealed class ForeignClients : IDisposable
{
    public const string Audience = "https://things.example/api/";
    public const string KeyId = "key-of-the-tests";
    public const string Scope = "read:things";

    private static readonly string[] LoginGrants = ["authorization_code", "refresh_token"];

    public RSA Key { get; } = RSA.Create(2048);

    public string Secret { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Where the web applications' callback is.</summary>
    public int WebPort { get; } = FreePort.Find();

    /// <summary>What the server is told. Of the key it learns the public part.</summary>
    public string Configuration => JsonSerializer.Serialize(new
    {
        audience = Audience,
        scope = Scope + " write:things",
        clients = (object[])
        [
            Machine("machine", "client_secret_post"),
            .. Enum.GetValues<PrivateKeyAlgorithm>().Select(algorithm => Machine(NameOf(algorithm), "private_key_jwt", algorithm)),
            Person("native", "none", "native"),
            Person("web", "client_secret_post", "web"),
            Person("web-with-key", "private_key_jwt", "web"),
        ],
    });

    public static string NameOf(PrivateKeyAlgorithm algorithm) => $"machine-{algorithm}";

    public void Dispose() => Key.Dispose();

    private Dictionary<string, object> Machine(string name, string method, PrivateKeyAlgorithm? algorithm = null)
    {
        var client = Client(name, method);
        client["grant_types"] = new[] { "client_credentials" };
        client["response_types"] = Array.Empty<string>();
        client["redirect_uris"] = Array.Empty<string>();
        if (algorithm is not null)
            client["token_endpoint_auth_signing_alg"] = algorithm.ToString()!;
        return client;
    }

    /// <summary>The port of a native application's callback is its own affair (RFC 8252 section 7.3), of a web application's not.</summary>
    private Dictionary<string, object> Person(string name, string method, string type)
    {
        var client = Client(name, method);
        client["grant_types"] = LoginGrants;
        client["response_types"] = new[] { "code" };
        client["application_type"] = type;
        client["redirect_uris"] = new[] { type == "native" ? "http://127.0.0.1/callback" : $"http://127.0.0.1:{WebPort}/callback" };
        return client;
    }

    private Dictionary<string, object> Client(string name, string method)
    {
        var client = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["client_id"] = name,
            ["token_endpoint_auth_method"] = method,
        };
        if (method == "client_secret_post")
            client["client_secret"] = Secret;
        if (method == "private_key_jwt")
            client["jwks"] = new { keys = new[] { PublicKey() } };
        return client;
    }

    private Dictionary<string, string> PublicKey()
    {
        var parameters = Key.ExportParameters(includePrivateParameters: false);
        return new(StringComparer.Ordinal)
        {
            ["kty"] = "RSA",
            ["kid"] = KeyId,
            ["use"] = "sig",
            ["n"] = Base64Url.Encode(parameters.Modulus!),
            ["e"] = Base64Url.Encode(parameters.Exponent!),
        };
    }
}
