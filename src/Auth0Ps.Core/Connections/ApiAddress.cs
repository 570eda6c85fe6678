using System.Globalization;

namespace Auth0Ps.Connections;

/// <summary>Where each of a tenant's APIs is, and what it is called in tokens.</summary>
internal static class ApiAddress
{
    /// <summary>Where calls go: <c>/api/v2/</c>, or <c>/me/v1/</c> (Auth0 docs, "My Account API").</summary>
    public static Uri BaseUriOf(TenantAddress address, Auth0ApiType type) =>
        new(address.BaseUri, type == Auth0ApiType.MyAccount ? "me/v1/" : "api/v2/");

    /// <summary>
    /// The API that an audience belongs to: the tenant's own are known by their paths, whatever host they name (behind a custom domain
    /// that is another one); everything else is an API of the tenant's owner.
    /// </summary>
    public static Auth0ApiType TypeOf(string? audience, TenantAddress address)
    {
        if (string.IsNullOrWhiteSpace(audience))
            return Auth0ApiType.Management;
        return Uri.TryCreate(audience.Trim(), UriKind.Absolute, out var uri) && uri.AbsolutePath.TrimEnd('/') is { Length: > 0 } path
            ? path.EndsWith("/api/v2", StringComparison.OrdinalIgnoreCase) ? Auth0ApiType.Management
                : path == "/me" && uri.Authority == address.BaseUri.Authority ? Auth0ApiType.MyAccount
                : Auth0ApiType.Custom
            : audience.TrimEnd().EndsWith("/api/v2", StringComparison.OrdinalIgnoreCase) ? Auth0ApiType.Management
            : Auth0ApiType.Custom;
    }

    /// <summary>Where a connection's calls go.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: it has tokens only.</exception>
    public static Uri Require(Auth0Connection connection) => connection.BaseUri
        ?? throw Invalid(
            $"Connection '{connection.Name}' gets tokens for '{connection.Audience}', but it is not said where that API is.",
            $"Set-Auth0Connection {connection.Name} -BaseUri https://api.example.com/v1/",
            connection.Name);

    /// <summary>The API's identifier; the slash at its end belongs to it.</summary>
    public static string AudienceOf(TenantAddress address, Auth0ApiType type) =>
        type == Auth0ApiType.MyAccount ? address.BaseUri.AbsoluteUri + "me/" : address.ManagementAudience;

    /// <summary>The tenant whose Management API an audience names, in the form of <see cref="Auth0Connection.Domain"/>; null where it names none.</summary>
    public static string? TenantIn(string? audience)
    {
        if (!Uri.TryCreate(audience, UriKind.Absolute, out var uri) || uri.AbsolutePath != "/api/v2/" || Uri.CheckHostName(uri.Host) == UriHostNameType.Unknown)
            return null;
        return uri.Scheme == Uri.UriSchemeHttp ? (uri.IsLoopback ? uri.GetLeftPart(UriPartial.Authority) : null)
            : uri.Scheme == Uri.UriSchemeHttps ? uri.Authority
            : null;
    }

    /// <summary>Checks where calls to an API of the tenant's owner go.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static Uri RequireCustom(string? text, string? connection)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw Invalid("It is not said where the API is.", "Give -BaseUri, for example https://api.example.com/v1/; for tokens only leave it out.", connection);

        // First of all, and shown without it: what comes before an @ may be a password.
        var known = Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri);
        if (known ? uri!.UserInfo.Length > 0 : text.Contains('@', StringComparison.Ordinal))
            throw Invalid("The address of the API contains user information.", "Leave out what comes before the @.", connection);
        if (text.Trim().Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)))
            throw Invalid("The address of the API contains a space or a line break.", "Give -BaseUri in full, for example https://api.example.com/v1/", connection);
        if (!known || uri!.Host.Length == 0 || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
            throw Invalid($"'{text}' is not an address of an API.", "Give -BaseUri in full, for example https://api.example.com/v1/", connection);
        if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback)
            throw Invalid($"'{text}' uses http, where everybody on the way could read the token.", "Use https; plain http is accepted only for this machine's own addresses.", connection);
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw Invalid($"'{text}' contains a query or fragment.", "Give the part that all calls begin with.", connection);

        // Relative paths are put behind the last slash (RFC 3986 section 5.2.3), so there has to be one.
        return uri.AbsolutePath.EndsWith('/') ? uri : new Uri(uri.AbsoluteUri + "/");
    }

    /// <summary>Checks the identifier of an API; the tenant's own where none is given.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static string RequireAudience(string? text, TenantAddress address, Auth0ApiType type, string? connection)
    {
        if (text is null)
        {
            return type == Auth0ApiType.Custom
                ? throw Invalid("It is not said which API the tokens are for.", "Give -Audience: the API's identifier, as Applications > APIs in the dashboard shows it.", connection)
                : AudienceOf(address, type);
        }

        var audience = text.Trim();
        if (audience.Length is 0 or > 600 || audience.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format))
            throw Invalid("The audience is empty, too long or contains spaces or signs that cannot be seen.", $"Leave -Audience out for {AudienceOf(address, type)}, or give the API's identifier as the dashboard shows it.", connection);

        // The one slip Auth0 answers with a bare "Service not found": its own identifiers end in a slash.
        if (audience.EndsWith("/api/v2", StringComparison.OrdinalIgnoreCase) || (type == Auth0ApiType.MyAccount && audience.EndsWith("/me", StringComparison.OrdinalIgnoreCase)))
            throw Invalid($"The audience '{audience}' lacks the slash at its end, which belongs to the API's identifier.", $"Use -Audience {audience}/ or leave it out.", connection);
        return audience;
    }

    private static Auth0Exception Invalid(string message, string action, string? connection) =>
        new(ErrorReason.InvalidArgument, message, action) { Target = connection };
}
