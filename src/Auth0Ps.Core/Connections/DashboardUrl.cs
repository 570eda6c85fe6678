namespace Auth0Ps.Connections;

/// <summary>Reads the tenant out of an address copied from the dashboard: <c>manage.auth0.com/dashboard/REGION/TENANT/…</c>.</summary>
internal static class DashboardUrl
{
    public const string Host = "manage.auth0.com";

    private const string Prefix = Host + "/dashboard/";

    /// <summary>The tenant's host; null when the text is no such address.</summary>
    /// <param name="text">What was pasted, for the message.</param>
    /// <param name="address">The same without its scheme.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidDomain"/>: it is one, but leaves open which host is meant.</exception>
    public static string? TenantHostIn(string text, string address)
    {
        if (!address.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return null;

        var parts = address[Prefix.Length..].Split('/', '?', '#');
        if (parts is not [{ Length: > 0 } region, { Length: > 2 } tenant, ..])
            return null;

        // Public tenants of the United States have one of two forms, and the dashboard's address is the same for both
        // (Auth0 docs, "Public cloud service endpoints"). What a place such as eu-2 is called in a host is not documented.
        if (!Enum.TryParse<TenantRegion>(region, ignoreCase: true, out var known) || char.IsAsciiDigit(region[0]) || known == TenantRegion.US)
        {
            throw new Auth0Exception(
                ErrorReason.InvalidDomain,
                $"The dashboard's address '{text}' does not tell the host of tenant '{tenant}'.",
                known == TenantRegion.US && region.Equals("us", StringComparison.OrdinalIgnoreCase)
                    ? $"Copy the Domain from an application's Settings tab: it is {tenant}.us.auth0.com, or {tenant}.auth0.com for an older tenant."
                    : "Copy the Domain from an application's Settings tab and give it with -Domain.")
            { Target = text };
        }

        return TenantAddress.FromTenant(tenant, known).Domain;
    }
}
