using Auth0Ps.Sandbox.State;

namespace Auth0Ps.Sandbox.Tenant;

/// <summary>Changes that become visible, and survive a crash, all or none.</summary>
internal sealed class TenantChanges
{
    private readonly List<StateOperation> _operations = [];

    public IReadOnlyList<StateOperation> Operations => _operations;

    public void Put(Client client) => _operations.Add(new() { Client = client });

    public void Put(ClientGrant grant) => _operations.Add(new() { ClientGrant = grant });

    public void Put(ResourceServer server) => _operations.Add(new() { ResourceServer = server });

    public void Put(Organization organization) => _operations.Add(new() { Organization = organization });

    public void Put(SigningKey key) => _operations.Add(new() { SigningKey = key });

    public void Put(TenantSettings settings) => _operations.Add(new() { Settings = settings });

    public void Put(RefreshTokenFamily family) => _operations.Add(new() { RefreshTokenFamily = family });

    public void Remove(Client client) => _operations.Add(new() { RemoveClient = client.ClientId });

    public void Remove(ClientGrant grant) => _operations.Add(new() { RemoveClientGrant = grant.Id });

    public void Remove(ResourceServer server) => _operations.Add(new() { RemoveResourceServer = server.Id });

    public void Remove(Organization organization) => _operations.Add(new() { RemoveOrganization = organization.Id });

    public void Remove(RefreshTokenFamily family) => _operations.Add(new() { RemoveRefreshTokenFamily = family.Id });
}
