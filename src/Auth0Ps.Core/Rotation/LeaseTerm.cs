using System.Diagnostics;

namespace Auth0Ps.Rotation;

/// <summary>
/// How long a lease is sure to last, by clocks of this process. It is looked at once more when the first byte of a request is about to leave: a process
/// that was paused since it asked the store for its lease must not send what its successor has sent meanwhile.
/// </summary>
internal sealed class LeaseTerm
{
    private readonly string _what;
    private readonly TimeSpan _length;
    private readonly long _monotonic = Stopwatch.GetTimestamp();
    private readonly DateTime _wall = DateTime.UtcNow;

    private LeaseTerm(string what, TimeSpan length) => (_what, _length) = (what, length);

    /// <summary>A lease that lasts as long as this process does.</summary>
    public static LeaseTerm OfProcess { get; } = new("", Timeout.InfiniteTimeSpan);

    /// <summary>True once it may have ended. The monotonic clock does not count while a machine sleeps, and the other one can be set: either is enough.</summary>
    public bool IsOver => _length != Timeout.InfiniteTimeSpan && (Stopwatch.GetElapsedTime(_monotonic) >= _length || DateTime.UtcNow - _wall >= _length);

    /// <summary>Begins one; before the store is asked, so that it is never longer here than there.</summary>
    /// <param name="what">What it is the lease of, for the error.</param>
    /// <param name="length">How long the store is asked for.</param>
    public static LeaseTerm Begin(string what, TimeSpan length) => new(what, length);

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationBusy"/>: it may have ended.</exception>
    public void Require()
    {
        if (IsOver)
            throw Lost(_what);
    }

    /// <summary>Says that a lease was lost.</summary>
    /// <param name="what">What it was the lease of.</param>
    public static Auth0Exception Lost(string what) => new(
        ErrorReason.RotationBusy,
        $"The lease of '{what}' was lost: it was not renewed in time, as where a machine sleeps or does not reach the store, and another process may have taken over. Nothing more is sent or written.",
        "See what the other one did with Get-Auth0SecretRotation, and try again.")
    { Target = what };
}
