namespace Auth0Ps.Sandbox.Tenant;

/// <summary>What an application may do at an API.</summary>
internal sealed record ClientGrant
{
    /// <summary><c>cgr_</c> and 16 characters.</summary>
    public required string Id { get; init; }

    public required string ClientId { get; init; }

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
    public static string AlternateKey(string clientId, string audience, string subjectType) => $"{subjectType}\n{clientId}\n{audience}";
}
