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
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationBusy"/>: the lease was lost; or the store cannot be asked.</exception>
    Task ConfirmAsync(ClientIdentity client, TimeSpan length, CancellationToken cancellationToken);

    /// <summary>Whether a process is changing the client's secret or keys right now. The lease is not taken.</summary>
    /// <param name="client">The client.</param>
    bool IsHeld(ClientIdentity client);

    /// <summary>Takes the right to renew a login: a refresh token that comes twice looks stolen.</summary>
    /// <param name="connection">The connection's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: another holder kept it for too long; <see cref="ErrorReason.LockUnavailable"/>.</exception>
    Task<IDisposable> TakeLoginAsync(Guid connection, CancellationToken cancellationToken);
}
