using System.Diagnostics;
using Auth0Ps.State;

namespace Auth0Ps.Hooks;

/// <summary>Looks at a hook part by part, and sends it a test.</summary>
/// <param name="state">The hooks.</param>
internal sealed class HookTester(Auth0State state)
{
    /// <summary>Tests a hook; its deliveries and counts stay as they are.</summary>
    public async Task<Auth0RotationHookTest> TestAsync(Auth0RotationHook hook, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var attempt = await new HookRunner(state).TryAsync(hook, stop);
        return new Auth0RotationHookTest
        {
            Hook = hook,
            Succeeded = attempt.Succeeded,
            Message = attempt.Message,
            Recommendation = attempt.Succeeded ? null : attempt.Recommendation,
            Output = attempt.Output,
            Latency = clock.Elapsed,
        };
    }
}
