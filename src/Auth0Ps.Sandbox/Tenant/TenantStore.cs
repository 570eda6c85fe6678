using System.Text.Json;
using Auth0Ps.Sandbox.State;

namespace Auth0Ps.Sandbox.Tenant;

/// <summary>Everything the tenant knows. Reads are free of locks; a change is journaled first and then visible as a whole.</summary>
internal sealed class TenantStore
{
    private readonly object _writing = new();
    private IStateJournal _journal = NoJournal.Instance;
    private volatile TenantSettings _settings = new(default, "", "");

    public EntityTable<Client> Clients { get; } = new(client => client.ClientId);

    public EntityTable<ClientGrant> ClientGrants { get; } = new(
        grant => grant.Id,
        grant => ClientGrant.AlternateKey(grant.Holder, grant.Audience, grant.SubjectType));

    public EntityTable<ResourceServer> ResourceServers { get; } = new(server => server.Id, server => server.Identifier);

    public EntityTable<Organization> Organizations { get; } = new(organization => organization.Id, organization => organization.Name);

    public EntityTable<SigningKey> SigningKeys { get; } = new(key => key.KeyId);

    public EntityTable<User> Users { get; } = new(user => user.Id, user => User.AlternateKey(user.Email));

    public EntityTable<RefreshTokenFamily> RefreshTokenFamilies { get; } = new(family => family.Id);

    /// <summary>What <c>GET /tenants/settings</c> answers.</summary>
    public TenantSettings Settings
    {
        get => _settings;
        private set => _settings = value;
    }

    /// <summary>What allows the application to use that API: a grant of its own, or else the default of third-party applications.</summary>
    public ClientGrant? GrantOf(Client client, string audience, string subjectType) =>
        ClientGrants.FindByAlternateKey(ClientGrant.AlternateKey(client.ClientId, audience, subjectType))
        ?? (client.IsFirstParty ? null : ClientGrants.FindByAlternateKey(ClientGrant.AlternateKey(ClientGrant.ThirdPartyClients, audience, subjectType)));

    /// <summary>From here on every change is written to the journal before it is visible.</summary>
    public void AttachJournal(IStateJournal journal) => _journal = journal;

    /// <summary>
    /// Decides on changes while nobody else changes anything. When <paramref name="decide"/> throws, or the journal cannot be written,
    /// nothing has changed.
    /// </summary>
    public T Change<T>(Func<TenantChanges, T> decide)
    {
        lock (_writing)
        {
            var changes = new TenantChanges();
            var result = decide(changes);
            if (changes.Operations.Count > 0)
            {
                _journal.Append(changes.Operations);
                foreach (var operation in changes.Operations)
                    Apply(operation);
            }

            return result;
        }
    }

    /// <summary>Makes one operation visible without journaling it: for the seed and for replaying the journal itself.</summary>
    public void Apply(StateOperation operation)
    {
        switch (operation)
        {
            case { Client: { } client }: Clients.Put(client); break;
            case { ClientGrant: { } grant }: ClientGrants.Put(grant); break;
            case { ResourceServer: { } server }: ResourceServers.Put(server); break;
            case { Organization: { } organization }: Organizations.Put(organization); break;
            case { SigningKey: { } key }: SigningKeys.Put(key); break;
            case { User: { } user }: Users.Put(user); break;
            case { RefreshTokenFamily: { } family }: RefreshTokenFamilies.Put(family); break;
            case { Settings: { } settings }: Settings = settings; break;
            case { RemoveClient: { } id }: Clients.Remove(id); break;
            case { RemoveClientGrant: { } id }: ClientGrants.Remove(id); break;
            case { RemoveResourceServer: { } id }: ResourceServers.Remove(id); break;
            case { RemoveOrganization: { } id }: Organizations.Remove(id); break;
            case { RemoveRefreshTokenFamily: { } id }: RefreshTokenFamilies.Remove(id); break;
            default: throw new JsonException("An operation names nothing to put or remove.");
        }
    }

    /// <summary>The operations that rebuild the present state from nothing.</summary>
    public IEnumerable<StateOperation> Snapshot() =>
    [
        new StateOperation { Settings = Settings },
        .. SigningKeys.All().Select(key => new StateOperation { SigningKey = key }),
        .. ResourceServers.All().Select(server => new StateOperation { ResourceServer = server }),
        .. Clients.All().Select(client => new StateOperation { Client = client }),
        .. ClientGrants.All().Select(grant => new StateOperation { ClientGrant = grant }),
        .. Organizations.All().Select(organization => new StateOperation { Organization = organization }),
        .. Users.All().Select(user => new StateOperation { User = user }),
        .. RefreshTokenFamilies.All().Select(family => new StateOperation { RefreshTokenFamily = family }),
    ];
}
