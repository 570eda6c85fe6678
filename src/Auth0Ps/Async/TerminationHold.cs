using System.Runtime.InteropServices;

namespace Auth0Ps.Async;

/// <summary>Holds SIGTERM and SIGHUP off while a secret is between "changed at Auth0" and "handed to the caller".</summary>
/// <remarks>PowerShell ends within milliseconds of either, running no finally block; runbooks, timers and closed terminals send them.</remarks>
internal sealed class TerminationHold : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Action _onSignal;
    private int _signal;

    /// <summary>Starts holding.</summary>
    /// <param name="onSignal">Told once when a signal came: start nothing new.</param>
    public TerminationHold(Action onSignal)
    {
        _onSignal = onSignal;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hold),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Hold),
        ];
    }

    /// <summary>Lets go; a signal that came meanwhile takes effect now, with the exit status it always has.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        if (_signal != 0)
            Environment.Exit(128 + _signal);
    }

    private void Hold(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _signal, context.Signal == PosixSignal.SIGHUP ? 1 : 15, 0) == 0)
            _onSignal();
    }
}
