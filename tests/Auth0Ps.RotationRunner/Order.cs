namespace Auth0Ps.RotationRunner;

/// <summary>What one run is to do, and when it dies.</summary>
/// <param name="Domain">The tenant.</param>
/// <param name="ConnectionClientId">The application to sign in as.</param>
/// <param name="ConnectionSecret">Its secret; null where the vault's entry <c>connection</c> holds it.</param>
/// <param name="ClientId">The application whose secret is rotated.</param>
/// <param name="VaultFolder">The vault.</param>
/// <param name="Resumes">True finishes what was interrupted and begins nothing.</param>
/// <param name="Twice">True rotates once more when a line comes in; only that one dies.</param>
/// <param name="DiesAt">The phase after which it kills itself; null for none.</param>
/// <param name="DiesAfter">The milliseconds from the lease on after which it kills itself; null for never.</param>
/// <param name="HoldsAt">The phase after which it says "Holding" and waits until its input ends; null for none.</param>
/// <param name="CrashesAt">The phase after which it throws what nobody catches; null for none.</param>
/// <param name="Tells">True tells of each request, as -Verbose does.</param>
/// <param name="CredentialType">What is rotated.</param>
/// <param name="Overlap">How long the private key before keeps working.</param>
/// <param name="AnnounceFor">How long the next secret stands in the vault before it becomes live; null for not at all.</param>
/// <param name="AppliesAtOnce">True makes an announced secret live before its time.</param>
/// <param name="KeepsPrevious">True keeps the secret before the present one in the vault.</param>
/// <param name="Undoes">True makes that one live again.</param>
/// <param name="RotationId">The saved rotation, in the data folder, that this is a run of; null for none.</param>
/// <param name="Audience">The Management API's, where the domain is a relay's; null for the domain's own.</param>
/// <param name="Delivers">True delivers to hooks after each rotation, as commands do.</param>
/// <param name="Adopts">True puts the present credentials into the vault, and rotates nothing.</param>
/// <param name="DiesAtVaultCall">The call of the vault before which it kills itself, counted from 1; null for none.</param>
/// <param name="Copies">How many copies it writes, into vaults Copy1, Copy2 and so on beside the vault.</param>
/// <param name="State">The database or container that keeps the state, and of which everything that is due is rotated, as -Due does; null for the data folder and one client.</param>
/// <param name="Lease">How long leases last there.</param>
/// <param name="AtOnce">How many of them are under way at once; null for four.</param>
/// <param name="Speed">How much faster than the wall's its clock runs; 1 where it does not.</param>
/// <param name="MovesTo">Where it moves the state of the data folder to, instead of rotating; null rotates.</param>
/// <param name="DiesAtStep">The step of the move or sync after which it kills itself, counted from 1; null for none.</param>
/// <param name="Syncs">The configuration file that it makes so, and removes what that leaves out, instead of rotating; null rotates.</param>
internal sealed record Order(
    string Domain,
    string ConnectionClientId,
    string? ConnectionSecret,
    string ClientId,
    string VaultFolder,
    bool Resumes,
    bool Twice,
    RotationPhase? DiesAt,
    double? DiesAfter,
    RotationPhase? HoldsAt,
    RotationPhase? CrashesAt,
    bool Tells,
    CredentialType CredentialType,
    TimeSpan? Overlap,
    TimeSpan? AnnounceFor,
    bool AppliesAtOnce,
    bool KeepsPrevious,
    bool Undoes,
    Guid? RotationId,
    string? Audience,
    double Speed,
    bool Delivers,
    bool Adopts,
    int? DiesAtVaultCall,
    int Copies,
    string? State,
    TimeSpan Lease,
    int? AtOnce,
    string? MovesTo,
    int? DiesAtStep,
    string? Syncs);
