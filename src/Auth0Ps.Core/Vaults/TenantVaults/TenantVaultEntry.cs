namespace Auth0Ps.Vaults.TenantVaults;

/// <summary>An application as an entry of its tenant's vault; never its secret.</summary>
/// <param name="Name">What to ask for it by: its display name where no other application of the tenant has that, else its client id.</param>
/// <param name="Application">The application.</param>
internal sealed record TenantVaultEntry(string Name, Auth0Application Application)
{
    /// <summary>What may be told about it beside its name.</summary>
    public IReadOnlyDictionary<string, object> Metadata
    {
        get
        {
            var metadata = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["ClientId"] = Application.ClientId,
                ["ApplicationName"] = Application.DisplayName,
                ["Domain"] = Application.Connection.Domain,
            };
            if (Application.AppType is { } type)
                metadata["AppType"] = type;
            if (Application.TokenEndpointAuthMethod is { } method)
                metadata["TokenEndpointAuthMethod"] = method;
            return metadata;
        }
    }
}
