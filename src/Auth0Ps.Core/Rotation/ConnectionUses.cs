using System.Collections.Concurrent;
using Auth0Ps.Connections;
using Auth0Ps.State;

namespace Auth0Ps.Rotation;

/// <summary>Knows the rotations that go through a connection: those of this process right now, and those that were saved.</summary>
/// <param name="state">The connections and rotations.</param>
internal sealed class ConnectionUses(Auth0State state)
{
    private readonly ConcurrentDictionary<Guid, int> _underWay = new();

    /// <summary>Marks a connection as in use until the answer is disposed of.</summary>
    public IDisposable Begin(Auth0Connection connection)
    {
        _underWay.AddOrUpdate(connection.Id, 1, static (_, count) => count + 1);
        return new Use(this, connection.Id);
    }

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConnectionInUse"/>.</exception>
    public void RequireNone(Auth0Connection connection)
    {
        if (_underWay.TryGetValue(connection.Id, out var count) && count > 0)
        {
            throw new Auth0Exception(
                ErrorReason.ConnectionInUse,
                $"{count} rotation(s) are going through connection '{connection.Name}' now.",
                "Wait until they are done, or add -Force.")
            { Target = connection.Name };
        }

        var saved = state.Rotations.Through(connection);
        if (saved.Count == 0)
            return;

        var names = string.Join(", ", saved.Take(5).Select(rotation => rotation.Name)) + (saved.Count > 5 ? $" and {saved.Count - 5} more" : "");
        throw new Auth0Exception(
            ErrorReason.ConnectionInUse,
            $"{saved.Count} saved rotation(s) go through connection '{connection.Name}': {names}.",
            $"Let them go through another one, or remove them: Get-Auth0SecretRotation -Connection {connection.Name} | Remove-Auth0SecretRotation. Or add -Force.")
        { Target = connection.Name };
    }

    /// <summary>Refuses to take a connection to another tenant while a rotation that began through it is not finished: nobody would find that one again.</summary>
    /// <param name="former">The connection as it is.</param>
    /// <param name="changed">The connection as it is to be.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationInterrupted"/>.</exception>
    public void RequireFinished(Auth0Connection former, Auth0Connection changed)
    {
        var connections = state.Connections;
        var tenant = new TenantNames([changed, .. connections.All.Where(other => other.Id != former.Id)]).Of(changed);
        if (former.Domain == changed.Domain && connections.Tenants.Of(former) == tenant)
            return;

        var through = state.Rotations.Through(former).Select(rotation => (Guid?)rotation.Id).ToHashSet();
        var open = state.Journal.Open().FirstOrDefault(entry => (entry.ConnectionId == former.Id || (entry.RotationId is not null && through.Contains(entry.RotationId))) && (entry.Tenant ?? entry.Domain) != tenant);
        if (open is null)
            return;

        throw new Auth0Exception(
            ErrorReason.RotationInterrupted,
            $"Rotation '{open.Name}', which began through connection '{former.Name}', is not finished, and can be finished only in its tenant '{open.Tenant ?? open.Domain}'.",
            $"Finish it first: Resume-Auth0SecretRotation -Name {open.Name}. Or make another connection for the other tenant.")
        { Target = former.Name };
    }

    private sealed class Use(ConnectionUses uses, Guid id) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
                uses._underWay.AddOrUpdate(id, 0, static (_, count) => count - 1);
        }
    }
}
