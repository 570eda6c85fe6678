using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management.Clients;

/// <summary>The filters of the application list.</summary>
internal sealed class ClientQuery
{
    private readonly bool? _global;
    private readonly bool? _firstParty;
    private readonly IReadOnlyList<string> _appTypes;
    private readonly string? _externalClientId;
    private readonly Func<Client, bool>? _search;

    /// <exception cref="ManagementException">A filter cannot be understood or combined.</exception>
    public ClientQuery(ManagementQuery query, TenantStore store)
    {
        _global = query.Flag("is_global");
        _firstParty = query.Flag("is_first_party");
        _appTypes = query.List("app_type");
        _externalClientId = query["external_client_id"];
        if (query["q"] is { } search)
            _search = Search(query, search, store);
    }

    public bool Matches(Client client) =>
        (_global is null || client.Global == _global)
        && (_firstParty is null || client.IsFirstParty == _firstParty)
        && (_appTypes.Count == 0 || (client.AppType is { } type && _appTypes.Contains(type, StringComparer.Ordinal)))
        && (_externalClientId is null || client.ClientId == _externalClientId)
        && (_search is null || _search(client));

    // Auth0 documents two searches, both for paging by checkpoint and without other filters.
    private Func<Client, bool> Search(ManagementQuery query, string search, TenantStore store)
    {
        if (query["from"] is null && query["take"] is null)
            throw new ManagementException(400, "invalid_query_string", "The 'q' query parameter requires checkpoint pagination ('from' and 'take')");
        if (_global is not null || _firstParty is not null || _appTypes.Count > 0)
            throw new ManagementException(400, "invalid_query_string", "The 'q' query parameter cannot be combined with other filters");
        Func<ClientGrant, bool> grants = search.Split(':', 2) switch
        {
            ["client_grant.allow_any_organization", "true"] => grant => grant.AllowAnyOrganization == true,
            ["client_grant.organization_id", var id] when store.Organizations.Find(id.Trim('"')) is { } organization =>
                grant => organization.GrantIds.Contains(grant.Id, StringComparer.Ordinal),
            ["client_grant.organization_id", _] => _ => false,
            _ => throw new ManagementException(400, "invalid_query_string", "The 'q' query parameter is not supported"),
        };
        var clients = store.ClientGrants.All().Where(grants).Select(grant => grant.ClientId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return client => clients.Contains(client.ClientId);
    }
}
