using Auth0Ps.Hooks;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State.Moving;
using Auth0Ps.Vaults;

namespace Auth0Ps.State;

/// <summary>
/// What outlives a process, and who may change it. A folder is behind it; whatever else keeps lists, a record for each client, lines that are only added,
/// and locks that end with their holder can be.
/// </summary>
internal interface IStateStore
{
    /// <summary>The saved connections; never their secrets.</summary>
    IStateList<Auth0Connection> Connections { get; }

    /// <summary>The definitions of rotations. The state of each is in the journal, so that no run writes here.</summary>
    IStateList<Auth0SecretRotation> Rotations { get; }

    /// <summary>Who is told of what becomes of rotations.</summary>
    IStateList<Auth0RotationHook> Hooks { get; }

    /// <summary>What they are yet to be told, a record for each hook.</summary>
    IStateList<HookRecord> Outbox { get; }

    /// <summary>Whether the state was moved, or is being moved: none or one. Read by what makes or moves stores; all others are refused by what it says.</summary>
    IStateList<StateMark> Marks { get; }

    /// <summary>Each client's last run, from which any process can finish it.</summary>
    IRotationJournal Journal { get; }

    /// <summary>All runs that ended.</summary>
    IRotationHistory History { get; }

    /// <summary>Who may change a client's secret or keys, and who may renew a login.</summary>
    ILeases Leases { get; }

    /// <summary>Who may change a vault.</summary>
    IVaultLocks VaultLocks { get; }

    /// <summary>True where the processes of several machines may share it, so that what only this machine has serves only this machine.</summary>
    bool IsOfManyMachines { get; }

    /// <summary>Makes sure that the place is there and can be used, waiting for nobody.</summary>
    /// <returns>The version of its form.</returns>
    /// <exception cref="Auth0Exception">It cannot be used.</exception>
    int RequireUsable();
}

/// <summary>A list that several processes change at once without losing each other's changes.</summary>
/// <typeparam name="TItem">What it is a list of.</typeparam>
internal interface IStateList<TItem>
{
    /// <summary>The list as it is now; the same object as long as nobody changes it.</summary>
    /// <exception cref="Auth0Exception">It cannot be read or understood.</exception>
    IReadOnlyList<TItem> Read();

    /// <summary>Changes the list while nobody else can.</summary>
    /// <param name="change">Makes the new list of the present one; throws to leave everything as it is.</param>
    /// <param name="cancellationToken">Ends the wait for others.</param>
    /// <exception cref="Auth0Exception">It cannot be read, understood or written.</exception>
    Task UpdateAsync(Func<IReadOnlyList<TItem>, IReadOnlyList<TItem>> change, CancellationToken cancellationToken);
}
