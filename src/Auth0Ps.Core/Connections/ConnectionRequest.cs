using System.Security;
using Auth0Ps.Naming;
using Auth0Ps.Tenants;

namespace Auth0Ps.Connections;

/// <summary>What a user says of a new connection, before it is checked.</summary>
public sealed record ConnectionRequest
{
    /// <summary>The longest description, in characters.</summary>
    public const int LongestDescription = 256;

    /// <summary>The name wanted.</summary>
    public required string? Name { get; init; }

    /// <summary>Free text of at most <see cref="LongestDescription"/> characters.</summary>
    public string? Description { get; init; }

    /// <summary>A label to group connections by.</summary>
    public string? ProjectId { get; init; }

    /// <summary>The tenant's host; or <see cref="TenantDomain"/> and <see cref="Region"/> instead.</summary>
    public string? Domain { get; init; }

    /// <summary>The tenant's name.</summary>
    public string? TenantDomain { get; init; }

    /// <summary>The tenant's region.</summary>
    public TenantRegion? Region { get; init; }

    /// <summary>The API's identifier; the Management API's when null.</summary>
    public string? Audience { get; init; }

    /// <summary>An organization's id or name.</summary>
    public string? Organization { get; init; }

    /// <summary>The application's client id.</summary>
    public required string? ClientId { get; init; }

    /// <summary>The application's client secret.</summary>
    public required SecureString? ClientSecret { get; init; }

    /// <summary>Checks everything that can be checked without a request and makes the connection.</summary>
    /// <param name="now">The present time.</param>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.InvalidName"/>, <see cref="ErrorReason.InvalidDomain"/> or <see cref="ErrorReason.InvalidArgument"/>.
    /// </exception>
    public Auth0Connection Build(DateTimeOffset now)
    {
        var name = Slug.Require(Name);
        if (Description is { Length: > LongestDescription })
            throw Invalid($"The description has {Description.Length} characters; {LongestDescription} are allowed.", "Shorten -Description.");

        var address = Domain is null && Region is { } region
            ? TenantAddress.FromTenant(TenantDomain, region)
            : TenantAddress.Parse(Domain);
        var clientId = ClientIds.Require(ClientId);
        if (ClientSecret is null || ClientSecret.Length == 0)
        {
            throw Invalid(
                "The client secret is empty.",
                "Give -Credential (Get-Credential) with the client id as user name, or -ClientSecret (Read-Host -AsSecureString).");
        }

        return new Auth0Connection
        {
            Name = name,
            Description = Description,
            ProjectId = ProjectId,
            Domain = address.Domain,
            Region = address.Region,
            BaseUri = new Uri(address.BaseUri, "api/v2/"),
            Audience = RequireAudience(address),
            Organization = string.IsNullOrWhiteSpace(Organization) ? null : Organization.Trim(),
            ClientId = clientId,
            CredentialsHash = CredentialsHash.Of(clientId, ClientSecret),
            SecretReference = new SecretReference(SecretLocation.Process),
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private string RequireAudience(TenantAddress address)
    {
        if (Audience is null)
            return address.ManagementAudience;

        var audience = Audience.Trim();
        if (audience.Length is 0 or > 600 || audience.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)))
            throw Invalid("The audience is empty, too long or contains spaces.", $"Leave -Audience out for the Management API ({address.ManagementAudience}), or give the API's identifier as the dashboard shows it.");

        // The one slip Auth0 answers with a bare "Service not found": its own identifier ends in a slash.
        if (audience.EndsWith("/api/v2", StringComparison.OrdinalIgnoreCase))
            throw Invalid($"The audience '{audience}' lacks the slash at its end, which belongs to the Management API's identifier.", $"Use -Audience {audience}/ or leave it out.");
        return audience;
    }

    private Auth0Exception Invalid(string message, string action) =>
        new(ErrorReason.InvalidArgument, message, action) { Target = Name };
}
