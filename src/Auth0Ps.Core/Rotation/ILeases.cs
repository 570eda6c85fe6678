using Auth0Ps.Connections;

namespace Auth0Ps.Rotation;

/// <summary>Rights that one holder has at a time, on all machines that share the store. A dead holder's ends by itself.</summary>
internal interface ILeases
{
    /// <summary>Takes the right to change a client's secret or keys. A rotation waits for the previous one to end.</summary>
    /// <param name="client">The client.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease, which ends when it is disposed of.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationBusy"/>: another holder kept it for too long; <see cref="ErrorReason.LockUnavailable"/>.</exception>
    Task<IDisposable> TakeAsync(ClientIdentity client, CancellationToken cancellationToken);

    /// <summary>The same, with another patience than a rotation's.</summary>
    /// <param name="client">The client.</param>
    /// <param name="patience">How long to wait for another holder.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationBusy"/>: another holder kept it for too long; <see cref="ErrorReason.LockUnavailable"/>.</exception>
    Task<IDisposable> TakeAsync(ClientIdentity client, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Takes the lease unless someone is at work with it, for a caller that has something else to do.</summary>
    /// <param name="client">The client.</param>
    /// <param name="waitsForDead">True waits for the end of a lease that nobody renews any more; no store lets that take longer than a lease.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease; null where a living holder has it.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.LockUnavailable"/>, or the store cannot be asked.</exception>
    Task<IDisposable?> TryTakeAsync(ClientIdentity client, bool waitsForDead, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until nothing that a lost holder of the client's lease may have sent can arrive any more. Asked by a holder before it makes a new value: what
    /// it took over is the same one, and may be sent at once.
    /// </summary>
    /// <param name="client">The client, whose lease this process took.</param>
    /// <param name="length">The longest time that a lost holder's request can take after its lease has ended, and its effect to spread.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task WaitForLostAsync(ClientIdentity client, TimeSpan length, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the lease, or refuses soon: at once where this very process has it, and after <see cref="State.TimeLimits.LeaseWithinVault"/> where another one
    /// does. For a caller inside a vault, which the holder may be waiting for.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationBusy"/> or <see cref="ErrorReason.LockUnavailable"/>.</exception>
    Task<IDisposable> TakeAtOnceAsync(ClientIdentity client, CancellationToken cancellationToken);

    /// <summary>
    /// Asked immediately before something that cannot be taken back: makes sure that this process still has the client's lease, and has it for a while
    /// yet. A process that was paused for longer than its lease learns it here, and sends nothing.
    /// </summary>
    /// <param name="client">The client, whose lease this process took.</param>
    /// <param name="length">The longest time that what follows can take.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>How long it is sure to last.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationBusy"/>: the lease was lost; or the store cannot be asked.</exception>
    Task<LeaseTerm> ConfirmAsync(ClientIdentity client, TimeSpan length, CancellationToken cancellationToken);

    /// <summary>Whether a process is changing the client's secret or keys right now. The lease is not taken.</summary>
    /// <param name="client">The client.</param>
    bool IsHeld(ClientIdentity client);

    /// <summary>Who is changing a client's secret or keys right now; null for nobody.</summary>
    /// <param name="but">A lease that does not count.</param>
    string? FindHolder(ClientIdentity but);

    /// <summary>Takes the right to renew a login: a refresh token that comes twice looks stolen.</summary>
    /// <param name="connection">The connection's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: another holder kept it for too long; <see cref="ErrorReason.LockUnavailable"/>.</exception>
    Task<IDisposable> TakeLoginAsync(Guid connection, CancellationToken cancellationToken);
}
