namespace Auth0Ps.Sandbox.Tenant.Seed;

/// <summary>Seeds what machine applications may do; a few may do nothing, as in real tenants.</summary>
internal static class GrantSeed
{
    /// <summary>The grant of the seeded application at that position, or null.</summary>
    public static ClientGrant? For(Client client, int position, IReadOnlyList<ResourceServer> apis)
    {
        if (client.AppType != "non_interactive" || position % 25 is 5 or 22)
            return null;
        var api = apis[position % apis.Count];
        var scopes = api.Scopes.ToList();
        return new ClientGrant
        {
            Id = Identifiers.ClientGrant(),
            ClientId = client.ClientId,
            Audience = api.Identifier,
            Scope = position % 2 == 0 ? scopes : scopes.Take(1).ToList(),
            OrganizationUsage = (position % 40) switch
            {
                3 or 13 => "allow",
                23 => "require",
                _ => null,
            },
            AllowAnyOrganization = (position % 40) switch
            {
                3 => true,
                13 or 23 => false,
                _ => null,
            },
        };
    }

    /// <summary>A grant for the My Account API, for users who log in.</summary>
    public static ClientGrant MyAccount(string clientId, string audience) => new()
    {
        Id = Identifiers.ClientGrant(),
        ClientId = clientId,
        Audience = audience,
        Scope = MyAccountScopes.All,
        SubjectType = "user",
    };

    /// <summary>A grant for the Management API.</summary>
    public static ClientGrant Management(string clientId, string audience, IReadOnlyList<string> scopes) => new()
    {
        Id = Identifiers.ClientGrant(),
        ClientId = clientId,
        Audience = audience,
        Scope = scopes,
    };
}
