namespace Auth0Ps.State;

/// <summary>How long this module waits for whom. All limits are here; tests set shorter ones.</summary>
internal sealed record TimeLimits
{
    /// <summary>The limits of commands.</summary>
    public static TimeLimits Default { get; } = new();

    /// <summary>Another process that changes a file of the data folder: a moment's work.</summary>
    public TimeSpan StateFile { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Another process that renews the same login.</summary>
    public TimeSpan LoginRenewal { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Another process that rotates the same client.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The same where a vault waits meanwhile, and the other process may be waiting for that vault.</summary>
    public TimeSpan LeaseWithinVault { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same for a change of the definition: long enough for most rotations to end, and short enough for a person to wait.</summary>
    public TimeSpan LeaseForChange { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a lease of a store that machines share outlives its holder; it is renewed three times as often.</summary>
    public TimeSpan SharedLease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much longer such a lease is than the request that it is extended for.</summary>
    public TimeSpan LeaseMargin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A write into a vault that such a lease is extended for.</summary>
    public TimeSpan VaultWrite { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A server of state that was there before and is not now, as one is that starts again.</summary>
    public TimeSpan StateServer { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Another process that works with the same vault, and may be rotating many secrets.</summary>
    public TimeSpan VaultLock { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A piece of work on a vault: a handful of calls, some of which ask a server.</summary>
    public TimeSpan VaultWork { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Other code of this process that calls SecretManagement, which takes one caller at a time.</summary>
    public TimeSpan VaultTurn { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A vault in which what was written cannot be read at once.</summary>
    public TimeSpan VaultReadLag { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A session of SecretStore that writes its file.</summary>
    public TimeSpan SecretStoreFile { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a refusal of a new secret or key is not believed: Auth0 takes up to 30 seconds to spread one (Auth0 docs, "Rotate client secret").</summary>
    public TimeSpan Spreading { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>How long one request is sent again and again.</summary>
    public TimeSpan Retrying { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Another process that delivers to the same hook.</summary>
    public TimeSpan HookTurn { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A scheduler's own program.</summary>
    public TimeSpan SchedulerProgram { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A schedule's preflight, besides <see cref="PreflightOfRotation"/>.</summary>
    public TimeSpan Preflight { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Each rotation that a preflight looks up at the tenant; the smallest plans answer about two requests a second (Auth0, "Rate Limit Configurations").</summary>
    public TimeSpan PreflightOfRotation { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A tenant that is asked for words to complete what someone types.</summary>
    public TimeSpan Completion { get; init; } = TimeSpan.FromSeconds(2);
}
