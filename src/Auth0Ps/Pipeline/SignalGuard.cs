using System.Runtime.InteropServices;

namespace Auth0Ps.Pipeline;

/// <summary>Holds SIGTERM and SIGHUP off while a secret is between "changed at Auth0" and "handed to the caller".</summary>
/// <remarks>PowerShell ends within milliseconds of either, running no finally block; runbooks, timers and closed terminals send them.</remarks>
internal sealed class SignalGuard : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Action _onSignal;
    private readonly object _lock = new();
    private int _underWay;
    private int _signal;

    /// <summary>Starts listening.</summary>
    /// <param name="onSignal">Told once when a signal is held: start nothing new.</param>
    public SignalGuard(Action onSignal)
    {
        _onSignal = onSignal;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hold),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Hold),
        ];
    }

    /// <summary>A secret is about to be changed. While none is, signals do what they always do.</summary>
    public void Enter()
    {
        lock (_lock)
            _underWay++;
    }

    /// <summary>The secret reached the caller, or was not changed.</summary>
    public void Leave()
    {
        lock (_lock)
            _underWay--;
    }

    /// <summary>Lets go; a signal that was held takes effect now, with the exit status it always has.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        if (_signal != 0)
            Environment.Exit(128 + _signal);
    }

    private void Hold(PosixSignalContext context)
    {
        lock (_lock)
        {
            if (_underWay == 0)
                return;
            context.Cancel = true;
            if (_signal != 0)
                return;
            _signal = context.Signal == PosixSignal.SIGHUP ? 1 : 15;
        }

        _onSignal();
    }
}
