using System.Text.Json;
using Auth0Ps.Management;

namespace Auth0Ps.Rotation.Keys;

/// <summary>How an application proves itself at Auth0 right now, with all its keys.</summary>
internal sealed record ClientKeys
{
    private const string KeyMethod = "private_key_jwt";

    public required Auth0Application Application { get; init; }

    /// <summary>The credentials that are registered, whether or not they are in use; Auth0 takes two at most.</summary>
    public required IReadOnlyList<RegisteredKey> Registered { get; init; }

    /// <summary>The ids of those in use for private key JWT.</summary>
    public IReadOnlyList<string> Attached { get; init; } = [];

    /// <summary>The algorithm of its id tokens; null when it is not shown.</summary>
    public string? IdTokenAlgorithm { get; init; }

    /// <summary>True when it proves itself with a private key.</summary>
    public bool UsesKeys => Application.TokenEndpointAuthMethod == KeyMethod;

    public bool IsAttached(RegisteredKey key) => Attached.Contains(key.Id, StringComparer.Ordinal);

    public RegisteredKey? Find(string keyId) =>
        Registered.Where(key => key.KeyId == keyId).OrderByDescending(IsAttached).FirstOrDefault();

    /// <summary>Reads it.</summary>
    /// <exception cref="Auth0Exception">A permission is missing, the application is gone, or Auth0 does not answer.</exception>
    public static async Task<ClientKeys> ReadAsync(TenantSession session, string clientId, CancellationToken cancellationToken)
    {
        // The credentials first: without the permission for them nothing else is worth a request.
        var path = $"clients/{Uri.EscapeDataString(clientId)}";
        using var credentials = await ReadAsync($"{path}/credentials");
        var fields = "jwt_configuration," + ApplicationFields.For(await session.GetTokenAsync(cancellationToken: cancellationToken));
        using var client = await ReadAsync($"{path}?fields={fields}&include_fields=true");
        var json = client.Json!.Value;
        return new ClientKeys
        {
            Application = ApplicationReader.Read(json, session.Connection, fields),
            Registered = [.. credentials.Json!.Value.EnumerateArray().Select(RegisteredKey.Read)],
            Attached = AttachedIn(json),
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

    private static IReadOnlyList<string> AttachedIn(JsonElement client) =>
        client.TryGetProperty("client_authentication_methods", out var methods) && methods.ValueKind == JsonValueKind.Object
        && methods.TryGetProperty(KeyMethod, out var method) && method.TryGetProperty("credentials", out var credentials) && credentials.ValueKind == JsonValueKind.Array
            ? [.. credentials.EnumerateArray().Select(credential => credential.GetProperty("id").GetString()!)]
            : [];
}
