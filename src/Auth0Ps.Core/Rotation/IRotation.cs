using Auth0Ps.Applications;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation;

/// <summary>Rotates one kind of credential into a vault and to Auth0, phase by phase, under the client's lease.</summary>
internal interface IRotation
{
    /// <summary>Begins a rotation.</summary>
    /// <param name="run">Writes journal and history.</param>
    /// <param name="entry">The rotation.</param>
    /// <param name="former">The client's last rotation; null when none is known.</param>
    /// <param name="options">What the run may do.</param>
    /// <param name="stop">Before the change it stops at once; after it, the change is finished and reported.</param>
    Task<RotationOutcome> BeginAsync(JournaledRun run, RotationEntry entry, RotationEntry? former, RunOptions options, CancellationToken stop);

    /// <summary>Continues a rotation from wherever its journal says that an earlier run ended.</summary>
    /// <param name="run">Writes journal and history.</param>
    /// <param name="entry">The rotation as the journal has it.</param>
    /// <param name="options">What the run may do.</param>
    /// <param name="isForced">True where the user wants a new credential also when it cannot be known which one is live.</param>
    /// <param name="stop">Before the change it stops at once; after it, the change is finished and reported.</param>
    Task<RotationOutcome> ResumeAsync(JournaledRun run, RotationEntry entry, RunOptions options, bool isForced, CancellationToken stop);
}

/// <summary>What the rotations of one command share.</summary>
/// <param name="Session">The tenant.</param>
/// <param name="Vaults">The vaults.</param>
/// <param name="Owners">Knows who else needs which entries.</param>
/// <param name="Grants">Finds the API for which a token can be requested.</param>
/// <param name="Reached">Told of each phase; may be null.</param>
internal sealed record RotationTools(TenantSession Session, VaultCache Vaults, EntryOwnership Owners, ClientGrantDirectory Grants, Action<RotationPhase>? Reached);
