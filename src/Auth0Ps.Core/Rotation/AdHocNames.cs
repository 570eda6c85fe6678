using Auth0Ps.Connections;
using Auth0Ps.Naming;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Security;
using Auth0Ps.State;

namespace Auth0Ps.Rotation;

/// <summary>
/// Names entries for applications without a saved rotation, where none were chosen: after the application, or after its client id where
/// an entry of that name belongs to another client; and the next time the same.
/// </summary>
/// <param name="state">The saved rotations, the connections, and the vaults.</param>
internal sealed class AdHocNames(Auth0State state)
{
    private readonly VaultCache _vaults = new(state);
    private readonly Dictionary<(string Vault, string Entry), ClientIdentity> _owners = new(PlaceComparer.Instance);
    private bool _areOwnersKnown;

    /// <summary>The name of an application without a saved rotation: the slug of its own name, else its client id.</summary>
    public static string NameOf(Auth0Application application)
    {
        return Slug.From(application.Name) is { Length: > 0 } slug ? slug : ClientIdName(application);
    }

    /// <summary>The name for an application whose secret or key goes into a vault, and under which names it goes there.</summary>
    /// <param name="cancellationToken">Ends the look into the vault.</param>
    /// <exception cref="Auth0Exception">The vault or the journal cannot be read.</exception>
    public async Task<(string Name, SecretsMapping Mapping)> ForAsync(Auth0Application application, string vault, CredentialType type, CancellationToken cancellationToken)
    {
        var client = state.Connections.Client(application.Connection, application.ClientId);
        if (FindLast(client) is { RotationId: null } last
            && string.Equals(last.Vault, vault, StringComparison.OrdinalIgnoreCase)
            && last.Mapping == SecretsMapping.Default(last.Name, type))
        {
            return Claim((last.Name, last.Mapping), vault, client);
        }

        LearnOwners();
        var name = NameOf(application);
        var mapping = SecretsMapping.Default(name, type);
        if (mapping.AllNames.Any(entry => _owners.TryGetValue((vault, entry), out var owner) && owner != client) || await HoldsAnotherAsync(mapping, vault, client.ClientId, cancellationToken))
        {
            name = ClientIdName(application);
            mapping = SecretsMapping.Default(name, type);
        }

        return Claim((name, mapping), vault, client);
    }

    /// <summary>A damaged journal names nothing; the rotation itself says how it continues without it.</summary>
    private RotationEntry? FindLast(ClientIdentity client)
    {
        try
        {
            return state.Journal.Find(client);
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.StateFileDamaged)
        {
            return null;
        }
    }

    private static string ClientIdName(Auth0Application application) => application.ClientId.ToLowerInvariant();

    /// <summary>Others of the same command come after this one.</summary>
    private (string Name, SecretsMapping Mapping) Claim((string Name, SecretsMapping Mapping) chosen, string vault, ClientIdentity client)
    {
        foreach (var entry in chosen.Mapping.AllNames)
            _owners.TryAdd((vault, entry), client);
        return chosen;
    }

    /// <summary>Saved rotations, former runs and connections; the rotation itself asks again, under its locks and whatever the vault is called.</summary>
    private void LearnOwners()
    {
        if (_areOwnersKnown)
            return;

        _areOwnersKnown = true;
        var tenants = state.Connections.Tenants;
        foreach (var rotation in state.Rotations.Definitions)
        {
            foreach (var place in rotation.Places)
                Add(place.Vault, [place.Entry], rotation.Client);
        }

        foreach (var run in state.Journal.All(damaged: static (_, _) => { }))
        {
            Add(run.Vault, run.Mapping.AllNames, run.ClientOf(tenants));
            foreach (var copy in run.Copies)
                Add(copy.Vault, copy.Mapping.AllNames, run.ClientOf(tenants));
        }

        foreach (var connection in state.Connections.All)
        {
            if (connection.SecretReference is { Location: SecretLocation.Vault, Vault: { } vault, SecretName: { } entry })
                Add(vault, [entry, SecretsMapping.NextName(entry)], tenants.Client(connection, connection.ClientId));
        }

        void Add(string vault, IReadOnlyList<string> entries, ClientIdentity client)
        {
            foreach (var entry in entries)
                _owners.TryAdd((vault, entry), client);
        }
    }

    /// <summary>True where the vault itself says so: what was written on another machine, or before the data folder was lost.</summary>
    private async Task<bool> HoldsAnotherAsync(SecretsMapping mapping, string vault, string clientId, CancellationToken cancellationToken)
    {
        var found = await _vaults.FindAsync(vault, cancellationToken);
        if (mapping.ClientId is not { } entry || await found.ReadAsync(entry, cancellationToken) is not { } kept)
            return false;

        using var own = SecureStrings.Protect(clientId);
        return !SecureStrings.AreEqual(kept.Secret, own);
    }

    private sealed class PlaceComparer : IEqualityComparer<(string Vault, string Entry)>
    {
        public static PlaceComparer Instance { get; } = new();

        public bool Equals((string Vault, string Entry) x, (string Vault, string Entry) y) =>
            StringComparer.OrdinalIgnoreCase.Equals(x.Vault, y.Vault) && StringComparer.OrdinalIgnoreCase.Equals(x.Entry, y.Entry);

        public int GetHashCode((string Vault, string Entry) obj) =>
            HashCode.Combine(StringComparer.OrdinalIgnoreCase.GetHashCode(obj.Vault), StringComparer.OrdinalIgnoreCase.GetHashCode(obj.Entry));
    }
}
