using System.Text.Json;
using Auth0Ps.Applications;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>How an application proves itself at Auth0 right now, with all its keys.</summary>
internal sealed record ClientKeys
{
    private const string KeyMethod = "private_key_jwt";
    private const string Methods = "client_authentication_methods";

    /// <summary>Settings that name credentials themselves: signed authorization requests (JAR), and privileged access to the token vault.</summary>
    private static readonly string[] OtherSettings = ["signed_request_object", "token_vault_privileged_access"];

    public required Auth0Application Application { get; init; }

    /// <summary>The credentials that are registered, whatever they serve, in no order; Auth0 takes four at most.</summary>
    public required IReadOnlyList<RegisteredKey> Registered { get; init; }

    /// <summary>The ids of those in use for private key JWT; Auth0 takes two at most.</summary>
    public IReadOnlyList<string> Attached { get; init; } = [];

    /// <summary>By id, what else they are in use for, as Auth0 calls it: mTLS, signed requests, the token vault.</summary>
    public ILookup<string, string> OtherUses { get; init; } = Array.Empty<string>().ToLookup(static id => id, StringComparer.Ordinal);

    /// <summary>The algorithm of its id tokens; null when it is not shown.</summary>
    public string? IdTokenAlgorithm { get; init; }

    /// <summary>True when it proves itself with a private key.</summary>
    public bool UsesKeys => Application.TokenEndpointAuthMethod == KeyMethod;

    public bool IsAttached(RegisteredKey key) => Attached.Contains(key.Id, StringComparer.Ordinal);

    /// <summary>True for one that serves something else than signing in with a private key: it is not a rotation's to delete.</summary>
    public bool ServesElse(RegisteredKey key) => OtherUses.Contains(key.Id);

    /// <summary>How it is once these are taken out of use, and those that serve nothing else are deleted.</summary>
    public ClientKeys Without(IReadOnlyCollection<RegisteredKey> gone) => this with
    {
        Attached = [.. Attached.Except(gone.Select(key => key.Id), StringComparer.Ordinal)],
        Registered = [.. Registered.Where(key => !gone.Contains(key) || ServesElse(key))],
    };

    public RegisteredKey? Find(string keyId) =>
        Registered.Where(key => key.KeyId == keyId).OrderByDescending(IsAttached).FirstOrDefault();

    /// <summary>Reads it.</summary>
    /// <exception cref="Auth0Exception">A permission is missing, the application is gone, or Auth0 does not answer.</exception>
    public static async Task<ClientKeys> ReadAsync(TenantSession session, string clientId, CancellationToken cancellationToken)
    {
        // The credentials first: without the permission for them nothing else is worth a request.
        var path = $"clients/{Uri.EscapeDataString(clientId)}";
        using var credentials = await ReadAsync($"{path}/credentials");
        var fields = $"jwt_configuration,{string.Join(',', OtherSettings)}," + ApplicationFields.For(await session.GetTokenAsync(cancellationToken: cancellationToken));
        using var client = await ReadAsync($"{path}?fields={fields}&include_fields=true");
        var json = client.Json!.Value;
        return new ClientKeys
        {
            Application = ApplicationReader.Read(json, session.Connection, fields),
            Registered = [.. credentials.Json!.Value.EnumerateArray().Select(RegisteredKey.Read)],
            Attached = [.. UsesIn(json).Where(use => use.Name == KeyMethod).Select(use => use.CredentialId)],
            OtherUses = UsesIn(json).Where(use => use.Name != KeyMethod).ToLookup(use => use.CredentialId, use => use.Name, StringComparer.Ordinal),
            IdTokenAlgorithm = json.TryGetProperty("jwt_configuration", out var jwt) && jwt.ValueKind == JsonValueKind.Object && jwt.TryGetProperty("alg", out var algorithm)
                ? algorithm.GetString()
                : null,
        };

        async Task<Http.TenantResponse> ReadAsync(string what)
        {
            try
            {
                return await session.GetJsonAsync(what, clientId, cancellationToken);
            }
            catch (Auth0Exception exception) when (exception.Reason == ErrorReason.NotFound)
            {
                throw ApplicationDirectory.NotFound(session, clientId, exception);
            }
        }
    }

    /// <summary>What each credential is used for. A use that is not known here counts like the others that are not ours.</summary>
    private static IEnumerable<(string Name, string CredentialId)> UsesIn(JsonElement client)
    {
        var settings = OtherSettings.Where(name => client.TryGetProperty(name, out _)).Select(name => (name, client.GetProperty(name)));
        if (client.TryGetProperty(Methods, out var methods) && methods.ValueKind == JsonValueKind.Object)
            settings = settings.Concat(methods.EnumerateObject().Select(method => (method.Name, method.Value)));
        foreach (var (name, setting) in settings)
        {
            if (setting.ValueKind != JsonValueKind.Object || !setting.TryGetProperty("credentials", out var credentials) || credentials.ValueKind != JsonValueKind.Array)
                continue;
            foreach (var credential in credentials.EnumerateArray())
                yield return (name, credential.GetProperty("id").GetString()!);
        }
    }
}
