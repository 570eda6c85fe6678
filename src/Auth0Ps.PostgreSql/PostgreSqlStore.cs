using Auth0Ps.Connections;
using Auth0Ps.Hooks;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State;
using Auth0Ps.State.Moving;
using Auth0Ps.State.Shared;
using Auth0Ps.Vaults;

namespace Auth0Ps.PostgreSql;

/// <summary>What outlives a process, in tables of a database that any number of machines share.</summary>
internal sealed class PostgreSqlStore : IStateStore, IDisposable
{
    private readonly Server _server;
    private readonly LeaseKeeper _leases;

    /// <summary>Makes a store; nothing is read or written yet.</summary>
    /// <param name="location">The database.</param>
    /// <param name="limits">How long to wait for others, and how long leases last.</param>
    public PostgreSqlStore(PostgreSqlLocation location, TimeLimits limits)
    {
        _server = new Server(location, limits);
        _leases = new LeaseKeeper(new LeaseTable(_server), limits);
        Connections = new ListTable<Auth0Connection>(_server, "connections", ConnectionsFile.Form);
        Rotations = new ListTable<Auth0SecretRotation>(_server, "rotations", RotationsFile.Form);
        Hooks = new ListTable<Auth0RotationHook>(_server, "hooks", HooksFile.Form);
        Outbox = new ListTable<HookRecord>(_server, "outbox");
        Marks = new ListTable<StateMark>(_server, "marks");
        Journal = new JournalTable(_server, _leases);
        History = new HistoryTable(_server);
        Leases = new SharedLeases(_leases, limits);
        VaultLocks = new SharedVaultLocks(_leases);
    }

    /// <inheritdoc/>
    public IStateList<Auth0Connection> Connections { get; }

    /// <inheritdoc/>
    public IStateList<Auth0SecretRotation> Rotations { get; }

    /// <inheritdoc/>
    public IStateList<Auth0RotationHook> Hooks { get; }

    /// <inheritdoc/>
    public IStateList<HookRecord> Outbox { get; }

    /// <inheritdoc/>
    public IStateList<StateMark> Marks { get; }

    /// <inheritdoc/>
    public IRotationJournal Journal { get; }

    /// <inheritdoc/>
    public IRotationHistory History { get; }

    /// <inheritdoc/>
    public ILeases Leases { get; }

    /// <inheritdoc/>
    public IVaultLocks VaultLocks { get; }

    /// <inheritdoc/>
    public bool IsOfManyMachines => true;

    /// <inheritdoc/>
    public int RequireUsable() => _server.RunOnce(static connection => connection.Rows(static row => row.GetInt32(0), "select version from auth0ps.version")[0]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _leases.Dispose();
        _server.Dispose();
    }
}
