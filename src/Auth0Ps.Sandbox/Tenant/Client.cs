using System.Text.Json;
using System.Text.Json.Serialization;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Tenant;

/// <summary>One application. Immutable: a change replaces the record. Auth0 calls it client in the API and application in the dashboard.</summary>
internal sealed record Client
{
    public required string ClientId { get; init; }

    public required string Name { get; init; }

    /// <summary>The one live secret; also kept while private_key_jwt hides it.</summary>
    public required string Secret { get; init; }

    /// <summary>The secrets that it superseded lately, oldest first: a server may not have heard of the change yet.</summary>
    public IReadOnlyList<FormerSecret> FormerSecrets { get; init; } = [];

    /// <summary>The legacy client that every tenant has and nobody may delete.</summary>
    public bool Global { get; init; }

    public bool IsFirstParty { get; init; } = true;

    /// <summary>Made by the seed, as opposed to by the API or for the sandbox itself.</summary>
    public bool Seeded { get; init; }

    /// <summary>All other members as they appear on the wire.</summary>
    public required JsonElement Settings { get; init; }

    /// <summary>Registered public keys, whether or not they are in use.</summary>
    public IReadOnlyList<ClientCredential> Credentials { get; init; } = [];

    [JsonIgnore]
    public string? AppType => Settings.Text("app_type");

    [JsonIgnore]
    public string? TokenEndpointAuthMethod => Settings.Text("token_endpoint_auth_method");

    /// <summary>Whether the application signs in with keys or certificates, which hides its secret.</summary>
    [JsonIgnore]
    public bool UsesCredentials => Settings.Member("client_authentication_methods") is { ValueKind: JsonValueKind.Object };

    /// <summary>Whether it has no way to prove who it is: an application on someone's own device.</summary>
    [JsonIgnore]
    public bool IsPublic => TokenEndpointAuthMethod == "none";

    /// <summary>The addresses that a login may come back to; compared exactly.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Callbacks => Settings.Texts("callbacks") ?? [];

    public bool AllowsGrantType(string grantType) => Settings.Texts("grant_types")?.Contains(grantType, StringComparer.Ordinal) ?? false;

    /// <summary>Whether a setting still names that credential, for whatever use.</summary>
    public bool References(string credentialId) =>
        CredentialUses.In(Settings).Any(use => use.Credentials.EnumerateArray().Any(reference => reference.Text("id") == credentialId));
}
