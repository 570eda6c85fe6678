using System.Text.Json.Serialization;

namespace Auth0Ps.Sandbox.Tenant;

/// <summary>What an application may do at an API.</summary>
internal sealed record ClientGrant
{
    /// <summary>The one group that Auth0 knows.</summary>
    public const string ThirdPartyClients = "third_party_clients";

    /// <summary><c>cgr_</c> and 16 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Null for one that is the default of a group.</summary>
    public string? ClientId { get; init; }

    /// <summary><see cref="ThirdPartyClients"/>: it holds for every one of them without a grant of its own. Null for one application's.</summary>
    public string? DefaultFor { get; init; }

    /// <summary>The resource server's identifier, compared exactly.</summary>
    public required string Audience { get; init; }

    public IReadOnlyList<string> Scope { get; init; } = [];

    /// <summary>Grants every scope of the API, present and future; <see cref="Scope"/> is not shown then.</summary>
    public bool? AllowAllScopes { get; init; }

    /// <summary><c>client</c> (client credentials) or <c>user</c>.</summary>
    public string SubjectType { get; init; } = "client";

    /// <summary><c>deny</c> (also when null), <c>allow</c> or <c>require</c>.</summary>
    public string? OrganizationUsage { get; init; }

    public bool? AllowAnyOrganization { get; init; }

    public IReadOnlyList<string>? AuthorizationDetailsTypes { get; init; }

    /// <summary>One grant exists for each of these.</summary>
    public static string AlternateKey(string? holder, string audience, string subjectType) => $"{subjectType}\n{holder}\n{audience}";

    /// <summary>The application or the group.</summary>
    [JsonIgnore]
    public string? Holder => ClientId ?? DefaultFor;
}
