using System.Text.Json;
using System.Text.Json.Serialization;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Tenant;

/// <summary>An API that tokens can be asked for.</summary>
internal sealed record ResourceServer
{
    /// <summary>24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The audience; immutable.</summary>
    public required string Identifier { get; init; }

    /// <summary>An API of the tenant itself: the Management API or the My Account API.</summary>
    public bool IsSystem { get; init; }

    [JsonIgnore]
    public bool IsMyAccount => IsSystem && Identifier.EndsWith("/me/", StringComparison.Ordinal);

    [JsonIgnore]
    public bool IsManagement => IsSystem && !IsMyAccount;

    /// <summary>All other members as they appear on the wire.</summary>
    public required JsonElement Settings { get; init; }

    /// <summary>Seconds an access token lives.</summary>
    [JsonIgnore]
    public int TokenLifetime => Settings.Number("token_lifetime") ?? 86400;

    [JsonIgnore]
    public string SigningAlgorithm => Settings.Text("signing_alg") ?? "RS256";

    [JsonIgnore]
    public string? SigningSecret => Settings.Text("signing_secret");

    /// <summary>Whether applications may get tokens of their own at all.</summary>
    [JsonIgnore]
    public bool DeniesClients => IsMyAccount || Settings.Member("subject_type_authorization")?.Member("client")?.Text("policy") == "deny_all";

    /// <summary>Who may get a token for it through a user's login: <c>allow_all</c>, <c>deny_all</c> or <c>require_client_grant</c>.</summary>
    [JsonIgnore]
    public string UserPolicy => Settings.Member("subject_type_authorization")?.Member("user")?.Text("policy") ?? "allow_all";

    /// <summary>Whether logins for it may be prolonged by refresh tokens.</summary>
    [JsonIgnore]
    public bool AllowsOfflineAccess => Settings.Flag("allow_offline_access") ?? false;

    [JsonIgnore]
    public IEnumerable<string> Scopes => Settings.Member("scopes") is { ValueKind: JsonValueKind.Array } scopes
        ? scopes.EnumerateArray().Select(scope => scope.Text("value")).OfType<string>()
        : [];
}
