namespace Auth0Ps.State.Shared;

/// <summary>A lease that this process took: the records that it is of, and the token that only their holder knows.</summary>
/// <param name="Keys">The records' keys.</param>
/// <param name="Token">The token.</param>
internal sealed record HeldRecords(IReadOnlyList<string> Keys, Guid Token);

/// <summary>
/// The records of leases in a store that machines share: each has a holder, a token, and an end by the store's clock. A record whose end has come belongs to
/// nobody, whatever else it says.
/// </summary>
internal interface ILeaseRecords
{
    /// <summary>Takes the records, all or none, for <see cref="TimeLimits.SharedLease"/>. Taken again with the same token, they are taken.</summary>
    /// <param name="wanted">The records, and the token that they are to have.</param>
    /// <returns>Null when they are taken; else who has one of them.</returns>
    string? Take(HeldRecords wanted);

    /// <summary>What the records that someone has were last marked with; a holder that lives marks them again and again.</summary>
    /// <param name="keys">The records.</param>
    IReadOnlyList<(string Key, string Mark)> Marks(IReadOnlyList<string> keys);

    /// <summary>Extends leases that have not ended; none is made shorter.</summary>
    /// <param name="leases">The leases.</param>
    /// <param name="length">How long they are to last from now on, at least.</param>
    /// <param name="isOnce">True does not wait for a store that cannot be asked now.</param>
    /// <returns>The tokens of those that were extended; all others have ended.</returns>
    IReadOnlySet<Guid> Extend(IReadOnlyList<HeldRecords> leases, TimeSpan length, bool isOnce);

    /// <summary>Lets go of what is still held with the token, without waiting for a store that cannot be asked now.</summary>
    /// <param name="lease">The lease.</param>
    void LetGo(HeldRecords lease);

    /// <summary>How long ago the lease of a holder ended that never let go of it; null where there was none lately.</summary>
    /// <param name="keys">The records.</param>
    TimeSpan? SinceLost(IReadOnlyList<string> keys);

    /// <summary>Whether anyone has one of the records.</summary>
    /// <param name="keys">The records.</param>
    bool IsHeld(IReadOnlyList<string> keys);

    /// <summary>Who has a client's record; null for nobody.</summary>
    /// <param name="but">The key of a record that does not count.</param>
    string? FindHolderOfClient(string but);
}
