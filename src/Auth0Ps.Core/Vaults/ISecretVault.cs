
namespace Auth0Ps.Vaults;

/// <summary>A place outside this process that keeps secrets under names.</summary>
internal interface ISecretVault
{
    /// <summary>The vault's name as it is registered.</summary>
    string Name { get; }

    /// <summary>
    /// What tells its place from others, the same under all names that one store is registered with. Only for comparing, in case-sensitive
    /// order; never shown, as a vault's own settings may be in it.
    /// </summary>
    string Place { get; }

    /// <summary>True where each machine, or each account of one, has a store of its own under this name.</summary>
    bool IsOfThisMachine => false;

    /// <summary>Reads an entry as it is now, also when another process wrote it, without waiting for other users of the vault.</summary>
    /// <returns>The entry; null when there is none of that name.</returns>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.VaultReadFailed"/>, also for an entry that is neither text nor a credential.
    /// </exception>
    Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken);

    /// <summary>Refuses names that the vault does not keep apart from others, or does not take.</summary>
    /// <param name="names">The names.</param>
    /// <param name="probe">An entry that may be there, to see with whether names are read as patterns.</param>
    /// <param name="areChosenNow">Whether others can still be chosen, so that a mere doubt is enough.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: the rule. Or the vault cannot be used.</exception>
    Task RequireNamesAsync(IReadOnlyList<string> names, string probe, bool areChosenNow, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What the vault was seen to do with entries, for people; empty where nothing has to be learned.</summary>
    IReadOnlyList<Auth0Check> Checks => [];

    /// <summary>Whether the name of a removed entry cannot be set again, as far as is known.</summary>
    bool ReservesRemovedNames => false;

    /// <summary>Takes the vault's lock for this process, so that no other process of this module changes it meanwhile.</summary>
    /// <returns>
    /// The vault's entries. Several callers of one process share the lock, which is let go when the last one disposes of it.
    /// </returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultBusy"/>: another process kept it for too long.</exception>
    Task<IVaultEntries> OpenAsync(CancellationToken cancellationToken);
}
