using Auth0Ps.Hooks;

namespace Auth0Ps.Pipeline.Rotating;

/// <summary>What a command that rotates does for hooks at its end: it delivers what waits, and says of what was not taken.</summary>
/// <param name="tell">Writes a verbose line.</param>
/// <param name="warn">Writes a warning.</param>
internal sealed class HookDeliveries(Action<string> tell, Action<string> warn)
{
    private readonly List<Auth0RotationHookDelivery> _followed = [];

    /// <summary>True under -WhatIf, which delivers nothing.</summary>
    public bool IsWhatIf { get; init; }

    /// <summary>Brings these up to date once they were tried.</summary>
    public void Follow(IEnumerable<Auth0RotationHookDelivery> deliveries)
    {
        lock (_followed)
            _followed.AddRange(deliveries);
    }

    /// <summary>Delivers.</summary>
    /// <param name="fail">Writes an error; for hooks that are required.</param>
    /// <param name="stop">Ends it; what was not delivered waits for the next run.</param>
    public async Task DeliverAsync(Action<Auth0Exception> fail, CancellationToken stop)
    {
        if (IsWhatIf)
            return;
        try
        {
            var runner = new HookRunner(ModuleState.Current);
            var failures = await runner.DeliverAsync(tell, stop);

            // Before anything is said, because an error may end the command.
            Update(runner);
            foreach (var failure in failures)
            {
                if (failure.Hook.Required)
                    fail(failure.ToException());
                else
                    warn(failure.ToException().Message);
            }
        }
        catch (Auth0Exception exception)
        {
            // Where the store cannot be used at all, that was said already: nothing came about.
            if (_followed.Count == 0 && exception.Reason is ErrorReason.StateStoreUnavailable or ErrorReason.StateStoreMoved or ErrorReason.StateFileNewer or ErrorReason.InvalidArgument)
                return;
            fail(exception);
        }
    }

    private void Update(HookRunner runner)
    {
        lock (_followed)
        {
            foreach (var delivery in _followed)
                delivery.Current = runner.Find(delivery.Id) ?? ModuleState.Current.Hooks.Stand(delivery.Current);
        }
    }
}
