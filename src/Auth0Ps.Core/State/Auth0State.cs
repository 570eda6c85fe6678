using System.Security.Cryptography;
using Auth0Ps.Connections;
using Auth0Ps.Hooks;
using Auth0Ps.Http;
using Auth0Ps.OAuth;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Vaults;
using Auth0Ps.Vaults.Learning;
using Auth0Ps.Vaults.TenantVaults;

namespace Auth0Ps.State;

/// <summary>
/// All that commands share: what is stored and who may change it, what only this process knows, and how long is waited. The module has one, which all
/// runspaces share; each test makes its own.
/// </summary>
internal sealed class Auth0State
{
    private readonly Lazy<TenantHttp> _http;
    private readonly Func<IStateStore> _store;

    /// <summary>Makes a state; nothing is read or written yet.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="store">Where state is stored; the data folder when null.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <param name="http">The sender; one of its own when null.</param>
    /// <param name="limits">How long to wait for whom; as commands do when null.</param>
    /// <param name="savesConnections">False keeps all connections in this process.</param>
    /// <param name="stores">Says anew each time which store it is, in the place of <paramref name="store"/>; null where it is always the same.</param>
    public Auth0State(DataFolder folder, IStateStore? store = null, TimeProvider? time = null, TenantHttp? http = null, TimeLimits? limits = null, bool savesConnections = true, StateStores? stores = null)
    {
        Folder = folder;
        Limits = limits ?? TimeLimits.Default;
        store ??= stores is null ? new FolderStore(folder, Limits) : null;
        _store = store is null ? () => stores!.Current : () => store;
        Time = time ?? TimeProvider.System;
        _http = new Lazy<TenantHttp>(() => http ?? new TenantHttp(Time));
        Tokens = new TokenCache(Time);
        Connections = new ConnectionRegistry(this, savesConnections);
        Rotations = new RotationRegistry(this);
        Hooks = new RotationHooks(this);
        Uses = new ConnectionUses(this);
        Logins = new RefreshTokens(this);
        LocksOfMachine = new FolderVaultLocks(folder);
        Habits = new VaultMemory(folder, Limits.StateFile);
        Listings = new TenantVaultListing();
        Claims = new EntryClaims();
    }

    private Auth0State(Auth0State present)
        : this(present.Folder, present.Store, present.Time, http: null, present.Limits, savesConnections: false)
    {
        _http = present._http;
        Tokens = present.Tokens;
        Vaults = present.Vaults;
        PowerShell = present.PowerShell;
        MakesKey = present.MakesKey;
    }

    /// <summary>The data folder: schedules, what vaults were seen to do, and what <see cref="Store"/> keeps there.</summary>
    public DataFolder Folder { get; }

    /// <summary>Where state is stored.</summary>
    /// <exception cref="Auth0Exception">What names it is not understood.</exception>
    public IStateStore Store => _store();

    /// <summary>The connections.</summary>
    public ConnectionRegistry Connections { get; }

    /// <summary>The saved rotations.</summary>
    public RotationRegistry Rotations { get; }

    /// <summary>Who is told of what becomes of rotations.</summary>
    public RotationHooks Hooks { get; }

    /// <summary>Finds the PowerShell that scripts are run with: a program and what comes before PowerShell's own parameters; null where there is none.</summary>
    public Func<IReadOnlyList<string>>? PowerShell { get; set; }

    /// <summary>Makes the RSA keys of rotations, of so many bits each; null leaves it to .NET. Making one takes long, so tests have some ready.</summary>
    public Func<int, RSA>? MakesKey { get; init; }

    /// <summary>Each client's last run.</summary>
    public IRotationJournal Journal => Store.Journal;

    /// <summary>All runs that ended.</summary>
    public IRotationHistory History => Store.History;

    /// <summary>Who may change a client's secret or keys.</summary>
    public ILeases Leases => Store.Leases;

    /// <summary>The vaults of this machine; null where there are none.</summary>
    public ISecretVaults? Vaults { get; set; }

    /// <summary>The locks on vaults that are files of this machine, which go by no store that other machines share.</summary>
    public IVaultLocks LocksOfMachine { get; }

    /// <summary>What vaults were seen to do.</summary>
    public VaultMemory Habits { get; }

    /// <summary>The tokens of this process.</summary>
    public TokenCache Tokens { get; }

    /// <summary>The logins of people.</summary>
    public RefreshTokens Logins { get; }

    /// <summary>Which rotations go through which connection.</summary>
    public ConnectionUses Uses { get; }

    /// <summary>The entries that runs of this process are about to write.</summary>
    public EntryClaims Claims { get; }

    /// <summary>The applications of tenants that are seen as vaults.</summary>
    public TenantVaultListing Listings { get; }

    /// <summary>The sender.</summary>
    public TenantHttp Http => _http.Value;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>How long to wait for whom.</summary>
    public TimeLimits Limits { get; }

    /// <summary>All runs of the process share a vault's lock: two that find no key for fingerprints yet must not make two.</summary>
    public SemaphoreSlim FingerprintKeyTurn { get; } = new(1, 1);

    /// <summary>The vaults of this machine.</summary>
    /// <param name="wanted">The vault that is wanted, for the message.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultUnavailable"/>: there are none here.</exception>
    public ISecretVaults RequireVaults(string wanted) => Vaults ?? throw ConnectionFaults.NoVaults(wanted);

    /// <summary>The same, with connections of its own: nobody sees one that is only tried out.</summary>
    public Auth0State ForTrial() => new(this);
}
