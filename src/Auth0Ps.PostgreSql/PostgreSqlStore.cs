using Auth0Ps.Connections;
using Auth0Ps.Hooks;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.State;
using Auth0Ps.State.Moving;
using Auth0Ps.State.Shared;

namespace Auth0Ps.PostgreSql;

/// <summary>What outlives a process, in tables of a database that any number of machines share.</summary>
internal sealed class PostgreSqlStore : SharedStore
{
    private readonly Server _server;

    /// <summary>Makes a store; nothing is read or written yet.</summary>
    /// <param name="location">The database.</param>
    /// <param name="limits">How long to wait for others, and how long leases last.</param>
    public PostgreSqlStore(PostgreSqlLocation location, TimeLimits limits)
        : this(new Server(location, limits))
    {
    }

    private PostgreSqlStore(Server server)
        : base(new LeaseTable(server), server.Limits)
    {
        _server = server;
        Connections = new ListTable<Auth0Connection>(_server, "connections", ConnectionsFile.Form);
        Rotations = new ListTable<Auth0SecretRotation>(_server, "rotations", RotationsFile.Form);
        Hooks = new ListTable<Auth0RotationHook>(_server, "hooks", HooksFile.Form);
        Outbox = new ListTable<HookRecord>(_server, "outbox");
        Marks = new ListTable<StateMark>(_server, "marks");
        Journal = new JournalTable(_server, Keeper);
        History = new HistoryTable(_server);
    }

    /// <inheritdoc/>
    public override int RequireUsable() => _server.RunOnce(static connection => connection.Rows(static row => row.GetInt32(0), "select version from auth0ps.version")[0]);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _server.Dispose();
    }
}
