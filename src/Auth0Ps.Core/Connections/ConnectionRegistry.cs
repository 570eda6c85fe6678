using System.Collections.Concurrent;
using System.Security;
using Auth0Ps.Tokens;

namespace Auth0Ps.Connections;

/// <summary>The connections of this process with their secrets, seen by all its threads and runspaces.</summary>
public sealed class ConnectionRegistry
{
    private readonly ConcurrentDictionary<string, Entry> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The registry that cmdlets share.</summary>
    public static ConnectionRegistry Shared { get; } = new();

    /// <summary>All connections, by name.</summary>
    public IReadOnlyList<Auth0Connection> All =>
        [.. _byName.Values.Select(entry => entry.Connection).OrderBy(connection => connection.Name, StringComparer.Ordinal)];

    /// <summary>Adds a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="clientSecret">Its secret; the registry keeps a copy of its own.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConnectionExists"/>.</exception>
    public void Add(Auth0Connection connection, SecureString clientSecret)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(clientSecret);
        var copy = clientSecret.Copy();
        copy.MakeReadOnly();
        if (!_byName.TryAdd(connection.Name, new Entry(connection, copy)))
        {
            copy.Dispose();
            throw Exists(connection.Name);
        }
    }

    /// <summary>Refuses a name that is taken, before anything is asked of the tenant.</summary>
    /// <param name="name">The name wanted.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConnectionExists"/>.</exception>
    public void RequireFree(string name)
    {
        if (_byName.ContainsKey(name))
            throw Exists(name);
    }

    /// <summary>Finds a connection by its name; null when there is none.</summary>
    /// <param name="name">The name, in any case.</param>
    public Auth0Connection? Find(string name) => _byName.TryGetValue(name, out var entry) ? entry.Connection : null;

    /// <summary>The only connection of this process, for commands that were given none.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConnectionNotFound"/>: none, or more than one.</exception>
    public Auth0Connection RequireOnly()
    {
        var all = All;
        return all.Count switch
        {
            1 => all[0],
            0 => throw new Auth0Exception(
                ErrorReason.ConnectionNotFound,
                "There is no connection in this process yet.",
                "Create one: New-Auth0Connection -Name prod -Domain example.eu.auth0.com -Credential (Get-Credential), or Start-Auth0Sandbox | New-Auth0Connection -Name demo to try things out."),
            _ => throw new Auth0Exception(
                ErrorReason.ConnectionNotFound,
                $"There are {all.Count} connections in this process, so one has to be chosen.",
                $"Name it: -Connection {all[0].Name}"),
        };
    }

    /// <summary>Finds a connection by its name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConnectionNotFound"/>: names those that exist.</exception>
    public Auth0Connection Require(string name) => Find(name) ?? throw NotFound(name);

    /// <summary>Says that no connection has this name or id, and which exist.</summary>
    /// <param name="name">The name or id asked for.</param>
    public Auth0Exception NotFound(string name)
    {
        var names = All.Select(connection => connection.Name).Take(10).ToList();
        return new Auth0Exception(
            ErrorReason.ConnectionNotFound,
            $"There is no connection '{name}'.",
            names.Count == 0
                ? "Create one with New-Auth0Connection; connections without a vault live in the process that made them."
                : $"Known in this process: {string.Join(", ", names)}. Get-Auth0Connection shows them.")
        { Target = name };
    }

    /// <summary>The secret of a connection of this process, for the registry's owner to use and not to dispose of.</summary>
    /// <param name="connection">The connection.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.SecretUnavailable"/>: it was removed, or made elsewhere.</exception>
    public SecureString RequireSecret(Auth0Connection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var entry = _byName.Values.FirstOrDefault(candidate => candidate.Connection.Id == connection.Id);
        return entry?.Secret ?? throw new Auth0Exception(
            ErrorReason.SecretUnavailable,
            $"The secret of connection '{connection.Name}' is not in this process (any more).",
            "Create the connection here with New-Auth0Connection.")
        { Target = connection.Name };
    }

    /// <summary>Removes a connection and forgets its tokens.</summary>
    /// <param name="connection">The connection.</param>
    /// <returns>False when it was gone already.</returns>
    /// <remarks>The secret is not wiped here: a call of another runspace may be using it; it goes with the collector.</remarks>
    public bool Remove(Auth0Connection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        TokenCache.Shared.Forget(connection.Id);
        return _byName.TryGetValue(connection.Name, out var entry)
            && entry.Connection.Id == connection.Id
            && _byName.TryRemove(new KeyValuePair<string, Entry>(connection.Name, entry));
    }

    private static Auth0Exception Exists(string name) =>
        new(ErrorReason.ConnectionExists,
            $"A connection '{name}' exists already.",
            $"Choose another -Name, or remove the old one: Remove-Auth0Connection {name}")
        { Target = name };

    private sealed record Entry(Auth0Connection Connection, SecureString Secret);
}
