using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.PrivateKeys;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Rotation.PrivateKeys;

/// <summary>A machine application of a sandbox whose private keys are rotated into a vault on disk.</summary>
internal sealed class KeyScene : IAsyncDisposable
{
    private readonly HttpClient _outside = new();

    private KeyScene(RotationScene scene) => Scene = scene;

    public RotationScene Scene { get; }

    public KeySpecification Specification { get; set; } = new() { Overlap = TimeSpan.FromHours(1) };

    public string ClientId => Scene.Application.ClientId;

    public RotationTarget Target => Scene.Target with { Mapping = Mapping, CredentialType = CredentialType.PrivateKeyJwt, Key = Specification };

    public static SecretsMapping Mapping { get; } = SecretsMapping.Default("billing", CredentialType.PrivateKeyJwt);

    public string? Final => Scene.Vault.Text("billing-private-key");

    public string? Next => Scene.Vault.Text("billing-private-key-next");

    public string? Previous => Scene.Vault.Text("billing-private-key-previous");

    public static async Task<KeyScene> StartAsync(SandboxOptions? options = null, double speed = 1, params string[] scopes)
    {
        var scene = new KeyScene(await RotationScene.StartAsync(options, speed, attemptTimeout: TimeSpan.FromSeconds(2 * speed), scopes));
        await scene.Scene.ChooseMachineAsync();
        return scene;
    }

    public Task<RotationOutcome> RotateAsync(RotationTarget? target = null, Action<RotationPhase>? reached = null, CancellationToken stop = default) =>
        Scene.RotateAsync(target ?? Target, reached, stop);

    public Task<RotationOutcome?> ResumeAsync() => Scene.Rotator().ResumeAsync("billing", ClientId, CancellationToken.None);

    /// <summary>Whether the token endpoint takes a key, asked with plain requests and without any of the code under test.</summary>
    public async Task<bool> WorksAsync(string pem, string algorithm = "RS256") =>
        await SignInAsync(_outside, Scene.Tenant.Sandbox.Domain, ClientId, await AudienceAsync(), pem, algorithm) == HttpStatusCode.OK;

    /// <summary>The credentials that Auth0 has.</summary>
    public async Task<IReadOnlyList<JsonElement>> CredentialsAsync()
    {
        using var all = await Scene.Tenant.CallAsync(HttpMethod.Get, $"clients/{ClientId}/credentials", body: null);
        return [.. all.RootElement.EnumerateArray().Select(item => item.Clone())];
    }

    /// <summary>The credentials in use.</summary>
    public async Task<IReadOnlyList<string>> AttachedAsync()
    {
        using var client = await Scene.Tenant.CallAsync(HttpMethod.Get, $"clients/{ClientId}", body: null);
        return client.RootElement.TryGetProperty("client_authentication_methods", out var methods) && methods.ValueKind == JsonValueKind.Object && methods.TryGetProperty("private_key_jwt", out var method)
            ? [.. method.GetProperty("credentials").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)]
            : [];
    }

    /// <summary>Registers somebody else's key, and brings it into use together with those that are.</summary>
    public async Task<(string CredentialId, string Pem)> RegisterForeignAsync(bool attach = true, DateTimeOffset? expiresAt = null)
    {
        using var key = PreparedKeys.Of(Scene.DataFolder).Next(2048);
        using var created = await Scene.Tenant.CallAsync(HttpMethod.Post, $"clients/{ClientId}/credentials", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["credential_type"] = "public_key",
            ["name"] = "somebody else's",
            ["pem"] = key.ExportSubjectPublicKeyInfoPem(),
            ["expires_at"] = (expiresAt ?? DateTimeOffset.UtcNow.AddYears(1)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        });
        var id = created.RootElement.GetProperty("id").GetString()!;
        if (attach)
            await AttachAsync([.. await AttachedAsync(), id]);
        return (id, key.ExportPkcs8PrivateKeyPem());
    }

    public async Task AttachAsync(params string[] ids) => (await Scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{ClientId}", new
    {
        token_endpoint_auth_method = (string?)null,
        client_authentication_methods = new { private_key_jwt = new { credentials = ids.Select(id => new { id }) } },
    })).Dispose();

    /// <summary>Says what credentials are for: signed_request_object, token_vault_privileged_access, or a way to sign in.</summary>
    public async Task UseAsync(string use, params string[] ids)
    {
        var references = new { credentials = ids.Select(id => new { id }) };
        object body = use is "signed_request_object" or "token_vault_privileged_access"
            ? new Dictionary<string, object>(StringComparer.Ordinal) { [use] = references }
            : new { token_endpoint_auth_method = (string?)null, client_authentication_methods = new Dictionary<string, object>(StringComparer.Ordinal) { [use] = references } };
        (await Scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{ClientId}", body)).Dispose();
    }

    /// <summary>Registers somebody else's certificate by its subject.</summary>
    public async Task<string> RegisterCertificateAsync(string subject)
    {
        using var created = await Scene.Tenant.CallAsync(HttpMethod.Post, $"clients/{ClientId}/credentials", new { credential_type = "cert_subject_dn", name = subject, subject_dn = subject });
        return created.RootElement.GetProperty("id").GetString()!;
    }

    public async Task DeleteAsync(string id) => (await Scene.Tenant.CallAsync(HttpMethod.Delete, $"clients/{ClientId}/credentials/{id}", body: null)).Dispose();

    /// <summary>What holds at any instant: two keys in use and two of ours at most, four credentials in all, each of ours readable in the vault, and what consumers find works.</summary>
    public async Task AssertInvariantsAsync(params string[] foreign)
    {
        var credentials = await CredentialsAsync();
        Assert.InRange(credentials.Count, 0, foreign.Length > 0 ? 4 : 2);
        Assert.InRange(credentials.Count(item => !foreign.Contains(item.GetProperty("id").GetString())), 0, 2);
        Assert.InRange((await AttachedAsync()).Count, 0, 2);
        var held = new[] { Final, Next, Previous }.OfType<string>().Select(IdOf).ToList();
        Assert.All(credentials.Where(item => !foreign.Contains(item.GetProperty("id").GetString())), item => Assert.Contains(item.GetProperty("kid").GetString(), held));
        if (Final is { } final)
            Assert.True(await WorksAsync(final));
    }

    public static string IdOf(string pem)
    {
        using var key = RSA.Create();
        key.ImportFromPem(pem);
        var parameters = key.ExportParameters(false);
        return Encode(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"e":"{{Encode(parameters.Exponent!)}}","kty":"RSA","n":"{{Encode(parameters.Modulus!)}}"}""")));
    }

    public static async Task<HttpStatusCode> SignInAsync(HttpClient client, string domain, string clientId, string audience, string pem, string algorithm)
    {
        using var key = RSA.Create();
        key.ImportFromPem(pem);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var content = Encode(JsonSerializer.SerializeToUtf8Bytes(new { alg = algorithm, typ = "JWT" })) + "."
            + Encode(JsonSerializer.SerializeToUtf8Bytes(new { iss = clientId, sub = clientId, aud = domain + "/", jti = Guid.NewGuid(), exp = now + 60 }));
        var signature = key.SignData(
            Encoding.ASCII.GetBytes(content),
            algorithm == "RS384" ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256,
            algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["audience"] = audience,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = content + "." + Encode(signature),
        });
        using var response = await client.PostAsync(new Uri(domain + "/oauth/token"), form);
        return response.StatusCode;
    }

    public async Task<string> AudienceAsync()
    {
        using var grants = await Scene.Tenant.CallAsync(HttpMethod.Get, $"client-grants?per_page=100&client_id={ClientId}", body: null);
        return grants.RootElement.EnumerateArray().First().GetProperty("audience").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        _outside.Dispose();
        await Scene.DisposeAsync();
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
