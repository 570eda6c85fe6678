using System.Net;

namespace Auth0Ps.Connections;

/// <summary>A checked tenant host. Plain HTTP exists only for loopback hosts, where the port counts too.</summary>
internal sealed record TenantAddress
{
    private const string AuthZeroSuffix = ".auth0.com";

    private TenantAddress(Uri baseUri)
    {
        BaseUri = baseUri;
        IsLoopback = baseUri.Scheme == Uri.UriSchemeHttp;
        Domain = IsLoopback ? baseUri.GetLeftPart(UriPartial.Authority) : baseUri.Host;
        Region = RegionOf(baseUri.Host);
    }

    /// <summary>The bare host (<c>example.eu.auth0.com</c>), or scheme, host and port on loopback (<c>http://127.0.0.1:5000</c>).</summary>
    public string Domain { get; }

    /// <summary>The root of all the tenant's endpoints, with a trailing slash.</summary>
    public Uri BaseUri { get; }

    /// <summary>True for a plain HTTP address on this machine.</summary>
    public bool IsLoopback { get; }

    /// <summary>The public region the host name says; null for custom domains, private clouds and loopback.</summary>
    public TenantRegion? Region { get; }

    /// <summary>The Management API's identifier; the trailing slash belongs to it.</summary>
    public string ManagementAudience => BaseUri.AbsoluteUri + "api/v2/";

    /// <summary>Reads what a person types or pastes for a tenant.</summary>
    /// <param name="text">A host, with or without <c>https://</c>; <c>http://host:port</c> on loopback; an address of the dashboard that names the tenant.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidDomain"/>: says which form is expected.</exception>
    public static TenantAddress Parse(string? text)
    {
        var domain = text?.Trim() ?? "";
        if (domain.Length == 0)
            throw Invalid(domain, "is empty");

        var (scheme, rest) = SplitScheme(domain);
        if (rest.EndsWith('/'))
            rest = rest[..^1];

        // First of all, and shown without it: what comes before an @ may be a password.
        if (rest.Contains('@', StringComparison.Ordinal))
            throw Invalid("…" + domain[domain.LastIndexOf('@')..], "contains user information");
        if (domain.Any(char.IsWhiteSpace))
            throw Invalid(domain, "contains a space");
        if (domain.Any(char.IsControl))
            throw Invalid(domain, "contains a control character");
        if (DashboardUrl.TenantHostIn(domain, rest) is { } host)
            return Public(domain, host);
        if (rest.IndexOfAny(['?', '#']) >= 0)
            throw Invalid(domain, "contains a query or fragment", HostOf(rest));
        if (rest.IndexOfAny(['/', '\\']) >= 0)
            throw Invalid(domain, "contains a path", HostOf(rest));
        if (rest.Equals(DashboardUrl.Host, StringComparison.OrdinalIgnoreCase))
            throw Invalid(domain, "is the dashboard's host, not a tenant's");
        if (!rest.All(char.IsAscii))
            throw Invalid(domain, "contains letters outside ASCII; give an international domain in its xn-- form");

        return scheme == Uri.UriSchemeHttp ? Loopback(domain, rest) : Public(domain, rest);
    }

    /// <summary>Puts a tenant's name and region together.</summary>
    /// <param name="tenant">The tenant's name: 3 to 63 of <c>a-z</c>, <c>0-9</c> and hyphens inside (Auth0 docs, "Create tenants").</param>
    /// <param name="region">The tenant's region.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidDomain"/>.</exception>
    public static TenantAddress FromTenant(string? tenant, TenantRegion region)
    {
        var name = tenant?.Trim() ?? "";
        if (name.Length is < 3 or > 63 || !IsLabel(name) || name.Any(char.IsAsciiLetterUpper))
        {
            throw new Auth0Exception(
                ErrorReason.InvalidDomain,
                $"'{name}' is not a tenant name: 3 to 63 lower-case letters, digits and inner hyphens are allowed.",
                "Give only the tenant's name, for example -TenantDomain example -Region EU, or the whole host with -Domain.")
            { Target = name };
        }

        return Parse($"{name}.{region.ToString().ToLowerInvariant()}{AuthZeroSuffix}");
    }

    /// <inheritdoc/>
    public override string ToString() => Domain;

    private static (string Scheme, string Remainder) SplitScheme(string domain)
    {
        var mark = domain.IndexOf("://", StringComparison.Ordinal);
        if (mark < 0)
            return (Uri.UriSchemeHttps, domain);

        var scheme = domain[..mark].ToLowerInvariant();
        if (scheme != Uri.UriSchemeHttps && scheme != Uri.UriSchemeHttp)
            throw Invalid(domain, $"starts with '{scheme}://'; only https is spoken with Auth0");
        return (scheme, domain[(mark + 3)..]);
    }

    private static TenantAddress Loopback(string domain, string authority)
    {
        if (!Uri.TryCreate($"http://{authority}/", UriKind.Absolute, out var uri) || !IsLoopbackHost(uri.Host))
        {
            throw Invalid(
                domain,
                "uses http; secrets travel over https, and plain http is accepted only for this machine's own addresses",
                IsHost(HostOf(authority)) ? HostOf(authority) : null);
        }

        return new TenantAddress(uri);
    }

    private static TenantAddress Public(string domain, string authority)
    {
        if (authority.Contains(':', StringComparison.Ordinal))
        {
            var host = HostOf(authority);
            throw IsLoopbackHost(host)
                ? Invalid(domain, "is on this machine, where plain http is spoken", $"http://{authority}")
                : Invalid(domain, "contains a port", IsHost(host) ? host : null);
        }

        if (IPAddress.TryParse(authority, out _) || authority.StartsWith('['))
            throw Invalid(domain, "is an IP address, and certificates are issued for names");
        if (!IsHost(authority))
            throw Invalid(domain, "is not a host name");
        if (LacksTenant(authority))
            throw Invalid(domain, "is Auth0's own and lacks the tenant's name");

        return new TenantAddress(new Uri($"https://{authority.ToLowerInvariant()}/"));
    }

    private static string HostOf(string authority) => authority.Split('/', '\\', '?', '#', ':')[0];

    private static bool IsHost(string host) =>
        host.Length is > 0 and <= 253
        && host.Contains('.', StringComparison.Ordinal)
        && host.Split('.').All(IsLabel)
        && !host.Split('.')[^1].All(char.IsAsciiDigit);

    /// <summary>Auth0's domain, with or without a region: no tenant's name is so short (Auth0 docs, "Create tenants").</summary>
    private static bool LacksTenant(string host) =>
        host.Equals(AuthZeroSuffix[1..], StringComparison.OrdinalIgnoreCase)
        || (host.EndsWith(AuthZeroSuffix, StringComparison.OrdinalIgnoreCase) && Enum.TryParse<TenantRegion>(host[..^AuthZeroSuffix.Length], ignoreCase: true, out _));

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63
        && label[0] != '-'
        && label[^1] != '-'
        && label.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    private static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static TenantRegion? RegionOf(string host)
    {
        if (!host.EndsWith(AuthZeroSuffix, StringComparison.Ordinal))
            return null;

        var labels = host[..^AuthZeroSuffix.Length].Split('.');
        return labels.Length switch
        {
            1 => TenantRegion.US,
            2 when Enum.TryParse<TenantRegion>(labels[1], ignoreCase: true, out var region) && !char.IsAsciiDigit(labels[1][0]) => region,
            _ => null,
        };
    }

    private static Auth0Exception Invalid(string domain, string what, string? suggestion = null) =>
        new(ErrorReason.InvalidDomain,
            $"The domain '{domain}' {what}.",
            suggestion is { Length: > 0 }
                ? $"Give only the host: {suggestion}"
                : "Give only the tenant's host, for example example.eu.auth0.com (dashboard: Settings, or an application's Domain field).")
        { Target = domain };
}
