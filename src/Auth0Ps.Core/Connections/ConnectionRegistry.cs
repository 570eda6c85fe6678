using System.Collections.Concurrent;
using System.Security;
using Auth0Ps.State;

namespace Auth0Ps.Connections;

/// <summary>The connections: those of this process, seen by all its threads and runspaces, and those that were saved.</summary>
/// <param name="state">Where they are saved, and the tokens that go with them.</param>
/// <param name="saves">False keeps all in this registry, for trials and tests.</param>
internal sealed class ConnectionRegistry(Auth0State state, bool saves)
{
    private readonly ConcurrentDictionary<string, Auth0Connection> _ofProcess = new(StringComparer.OrdinalIgnoreCase);
    private readonly SecretsOfProcess _secrets = new();

    /// <summary>All connections, by name; one of this process hides a saved one of the same name.</summary>
    /// <exception cref="Auth0Exception">The file of saved connections cannot be used.</exception>
    public IReadOnlyList<Auth0Connection> All =>
        [.. _ofProcess.Values
            .Concat(Saved.Where(saved => !_ofProcess.ContainsKey(saved.Name)))
            .OrderBy(connection => connection.Name, StringComparer.Ordinal)];

    /// <summary>Knows the tenants of these connections.</summary>
    internal TenantNames Tenants => new(All);

    private IReadOnlyList<Auth0Connection> Saved => SavedList?.Read() ?? [];

    private IStateList<Auth0Connection>? SavedList => saves ? state.Store.Connections : null;

    /// <summary>Adds a connection; one whose secret outlives the process is saved.</summary>
    /// <param name="secret">What this process keeps of its secret; copied.</param>
    /// <returns>The connection as it is kept.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConnectionExists"/>, or the file cannot be used.</exception>
    public async Task<Auth0Connection> AddAsync(Auth0Connection connection, ConnectionSecret secret, CancellationToken cancellationToken)
    {
        RequireFree(connection.Name);
        var kept = connection with { Persisted = SavedList is not null && connection.SecretReference.OutlivesProcess };
        if (kept.Persisted)
        {
            await SavedList!.UpdateAsync(
                list => list.Any(other => IsNamed(other, kept.Name)) ? throw ConnectionFaults.Exists(kept.Name) : [.. list, kept],
                cancellationToken);
        }
        else if (!_ofProcess.TryAdd(kept.Name, kept))
        {
            throw ConnectionFaults.Exists(kept.Name);
        }

        _secrets.Keep(kept.Id, secret);
        return kept;
    }

    /// <summary>Puts a changed connection in the place of its former state.</summary>
    /// <param name="former">The connection as the change began from it.</param>
    /// <param name="changed">The connection as it is to be; its version is set here.</param>
    /// <param name="secret">What this process keeps of its secret; null leaves it as it is.</param>
    /// <returns>The connection as it is kept.</returns>
    /// <exception cref="Auth0Exception">The name is taken, the connection is gone, or the file cannot be used.</exception>
    public async Task<Auth0Connection> ReplaceAsync(
        Auth0Connection former, Auth0Connection changed, ConnectionSecret? secret, CancellationToken cancellationToken)
    {
        if (!string.Equals(former.Name, changed.Name, StringComparison.OrdinalIgnoreCase))
            RequireFree(changed.Name);

        var kept = changed with { Version = former.Version + 1, Persisted = SavedList is not null && changed.SecretReference.OutlivesProcess };
        if (SavedList is not null && (former.Persisted || kept.Persisted))
        {
            await SavedList.UpdateAsync(list =>
            {
                // What is in the file counts: another process may have changed other fields meanwhile.
                var present = list.FirstOrDefault(other => other.Id == former.Id);
                if (former.Persisted && present is null)
                    throw NotFound(former.Name);
                if (present is not null)
                    kept = ConnectionMerge.Of(former, kept, present);
                if (list.Any(other => other.Id != former.Id && IsNamed(other, kept.Name)))
                    throw ConnectionFaults.Exists(kept.Name);
                var others = list.Where(other => other.Id != former.Id);
                return kept.Persisted ? [.. others, kept] : [.. others];
            }, cancellationToken);
        }

        _ofProcess.TryRemove(former.Name, out _);
        if (!kept.Persisted)
            _ofProcess[kept.Name] = kept;
        if (secret is not null)
            _secrets.Keep(kept.Id, secret);
        state.Tokens.Forget(kept.Id);
        return kept;
    }

    /// <summary>Removes a connection and forgets its secret and tokens.</summary>
    /// <returns>False when it was gone already.</returns>
    /// <remarks>The secret is not wiped here: a call of another runspace may be using it; it goes with the collector.</remarks>
    public async Task<bool> RemoveAsync(Auth0Connection connection, CancellationToken cancellationToken)
    {
        state.Tokens.Forget(connection.Id);
        _secrets.Forget(connection.Id);
        if (_ofProcess.TryGetValue(connection.Name, out var found) && found.Id == connection.Id)
            return _ofProcess.TryRemove(new KeyValuePair<string, Auth0Connection>(connection.Name, found));

        var removed = false;
        if (SavedList is not null && connection.Persisted)
        {
            await SavedList.UpdateAsync(list =>
            {
                var others = list.Where(other => other.Id != connection.Id).ToList();
                removed = others.Count < list.Count;
                return others;
            }, cancellationToken);
        }

        return removed;
    }

    /// <summary>Refuses a name that is taken, before anything is asked of the tenant.</summary>
    /// <param name="name">The name wanted.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConnectionExists"/>.</exception>
    public void RequireFree(string name)
    {
        if (Find(name) is not null)
            throw ConnectionFaults.Exists(name);
    }

    /// <summary>Finds a connection by its name; null when there is none.</summary>
    public Auth0Connection? Find(string name) =>
        _ofProcess.TryGetValue(name, out var found)
            ? found
            : Saved.FirstOrDefault(saved => string.Equals(saved.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds a connection as it is now, whatever it is called by now; null when it is gone.</summary>
    /// <param name="id">Its id.</param>
    public Auth0Connection? Find(Guid id) => _ofProcess.Values.Concat(Saved).FirstOrDefault(connection => connection.Id == id);

    /// <summary>The only connection there is, for commands that were given none.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConnectionNotFound"/>: none, or more than one.</exception>
    public Auth0Connection RequireOnly()
    {
        // One made in this process counts before saved ones, which are there for every process.
        var all = _ofProcess.Count == 1 ? [.. _ofProcess.Values] : All;
        return all.Count == 1 ? all[0] : throw ConnectionFaults.NotOne(all);
    }

    /// <summary>Finds a connection by its name.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConnectionNotFound"/>: names those that exist.</exception>
    public Auth0Connection Require(string name) => Find(name) ?? throw NotFound(name);

    /// <summary>Says that no connection has this name or id, and which exist.</summary>
    /// <param name="name">The name or id asked for.</param>
    public Auth0Exception NotFound(string name) => ConnectionFaults.NotFound(name, All);

    /// <summary>What this process keeps of a connection's secret.</summary>
    public ConnectionSecret SecretOf(Auth0Connection connection)
    {
        return _secrets.Of(connection.Id);
    }

    /// <summary>The refresh token of a connection whose login only this process knows; null without a login.</summary>
    internal SecureString? RefreshTokenOf(Auth0Connection connection) => _secrets.RefreshTokenOf(connection.Id);

    /// <summary>Keeps, or with null forgets, a refresh token in this process.</summary>
    internal void KeepRefreshToken(Auth0Connection connection, SecureString? token) => _secrets.KeepRefreshToken(connection.Id, token);

    /// <summary>A client as this tenant has it, whatever connection it is reached through.</summary>
    /// <param name="connection">A connection to the tenant; it need not be one of these.</param>
    internal ClientIdentity Client(Auth0Connection connection, string clientId) => new TenantNames(All.Append(connection)).Client(connection, clientId);

    private static bool IsNamed(Auth0Connection stored, string name) => string.Equals(stored.Name, name, StringComparison.OrdinalIgnoreCase);
}
