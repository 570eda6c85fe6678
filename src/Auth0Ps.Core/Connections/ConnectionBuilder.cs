using System.Globalization;
using Auth0Ps.Naming;
using Auth0Ps.Tenants;

namespace Auth0Ps.Connections;

/// <summary>Makes a connection of what a user said, after checking all of it.</summary>
internal sealed class ConnectionBuilder(ConnectionRequest request, Auth0Connection? former)
{
    /// <summary>The loopback port of browser logins. It is fixed, because Auth0 compares callback addresses exactly.</summary>
    public const int DefaultRedirectPort = 47813;

    public Auth0Connection Build(DateTimeOffset now)
    {
        var name = Slug.Require(request.Name);
        if (request.Description is { Length: > ConnectionRequest.LongestDescription })
            throw Invalid($"The description has {request.Description.Length} characters; {ConnectionRequest.LongestDescription} are allowed.", "Shorten -Description.");

        var address = request.Domain is null && request.Region is { } region
            ? TenantAddress.FromTenant(request.TenantDomain, region)
            : TenantAddress.Parse(request.Domain);
        var clientId = ClientIds.Require(request.ClientId);
        var type = request.ApiType ?? ApiAddress.TypeOf(request.Audience, address);
        var grant = RequireGrant(type);
        var proof = new ClientAuthenticationResolver(request, former, name).Of(address.Domain, clientId, grant);
        return new Auth0Connection
        {
            Id = former?.Id ?? Guid.NewGuid(),
            Name = name,
            Description = string.IsNullOrEmpty(request.Description) ? null : request.Description,
            ProjectId = string.IsNullOrEmpty(request.ProjectId) ? null : request.ProjectId,
            ApiType = type,
            GrantType = grant,
            Domain = address.Domain,
            Region = address.Region,
            BaseUri = RequireBaseUri(address, type),
            Audience = RequireAudience(address, type),
            Organization = RequireOrganization(),
            Scope = RequireScope(),
            ClientId = clientId,
            TokenEndpointAuthMethod = proof.Method,
            KeyAlgorithm = proof.Algorithm,
            KeyId = proof.KeyId,
            RedirectPort = RequireRedirectPort(grant),
            CredentialsHash = proof.Hash,
            SecretReference = proof.Reference,
            Version = former?.Version ?? 1,
            CreatedAt = former?.CreatedAt ?? now,
            UpdatedAt = now,
        };
    }

    private Auth0GrantType RequireGrant(Auth0ApiType type)
    {
        var grant = request.GrantType ?? (type == Auth0ApiType.MyAccount ? Auth0GrantType.AuthorizationCodePkce : Auth0GrantType.ClientCredentials);

        // Auth0 docs, "My Account API": its policy denies applications that act on their own behalf, and that cannot be changed.
        return type == Auth0ApiType.MyAccount && grant == Auth0GrantType.ClientCredentials
            ? throw Invalid("The My Account API acts for a user and takes no client credentials.", "Use -GrantType AuthorizationCodePkce, or AuthorizationCode for an application with a secret.")
            : grant;
    }

    private int? RequireRedirectPort(Auth0GrantType grant)
    {
        if (grant == Auth0GrantType.ClientCredentials)
            return null;

        var port = request.RedirectPort ?? former?.RedirectPort ?? DefaultRedirectPort;
        return port is >= 1024 and <= 65535
            ? port
            : throw Invalid($"{port} is not a port that a login can come back to.", "Give -RedirectPort from 1024 to 65535, and add http://127.0.0.1:PORT/callback to the application's Allowed Callback URLs.");
    }

    private Uri? RequireBaseUri(TenantAddress address, Auth0ApiType type)
    {
        if (type == Auth0ApiType.Custom)
        {
            // Calls need it, tokens do not.
            var text = request.BaseUri ?? (former?.ApiType == type ? former.BaseUri?.AbsoluteUri : null);
            return text is null ? null : ApiAddress.RequireCustom(text, request.Name);
        }

        var known = ApiAddress.BaseUriOf(address, type);
        return request.BaseUri is null || request.BaseUri == known.AbsoluteUri
            ? known
            : throw Invalid($"-BaseUri is for an API of your own; calls to this one go to {known}.", "Leave -BaseUri out, or add -ApiType Custom.");
    }

    private List<string> RequireScope()
    {
        var scope = request.Scope?.SelectMany(item => (item ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal).ToList() ?? [];

        // RFC 6749 section 3.3: printable ASCII without quote and backslash.
        var bad = scope.Find(item => item.Any(letter => letter is < '!' or > '~' or '"' or '\\'));
        return bad is null ? scope : throw Invalid($"'{bad}' is not a scope.", "Scopes are words such as read:clients.");
    }

    /// <summary>Ids begin with <c>org_</c>; names have lower-case letters, digits, hyphens and underscores (Auth0 docs, "Create organizations").</summary>
    private string? RequireOrganization()
    {
        var organization = request.Organization?.Trim() ?? "";
        if (organization.Length == 0)
            return null;

        return organization.Length <= 128 && organization.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? organization
            : throw Invalid($"'{organization}' is neither an organization's id nor its name.", "Copy the organization's ID (org_…) or its name, not its display name, from Organizations in the dashboard.");
    }

    private string RequireAudience(TenantAddress address, Auth0ApiType type)
    {
        if (request.Audience is null)
        {
            return type == Auth0ApiType.Custom
                ? throw Invalid("It is not said which API the tokens are for.", "Give -Audience: the API's identifier, as Applications > APIs in the dashboard shows it.")
                : ApiAddress.AudienceOf(address, type);
        }

        var audience = request.Audience.Trim();
        if (audience.Length is 0 or > 600 || audience.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format))
            throw Invalid("The audience is empty, too long or contains spaces or signs that cannot be seen.", $"Leave -Audience out for {ApiAddress.AudienceOf(address, type)}, or give the API's identifier as the dashboard shows it.");

        // The one slip Auth0 answers with a bare "Service not found": its own identifiers end in a slash.
        if (audience.EndsWith("/api/v2", StringComparison.OrdinalIgnoreCase) || (type == Auth0ApiType.MyAccount && audience.EndsWith("/me", StringComparison.OrdinalIgnoreCase)))
            throw Invalid($"The audience '{audience}' lacks the slash at its end, which belongs to the API's identifier.", $"Use -Audience {audience}/ or leave it out.");
        return audience;
    }

    private Auth0Exception Invalid(string message, string action) =>
        new(ErrorReason.InvalidArgument, message, action) { Target = request.Name };
}
