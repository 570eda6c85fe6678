using System.Management.Automation;
using Auth0Ps.Http;

namespace Auth0Ps.Pipeline;

/// <summary>Shows as progress that requests wait, for the tenant's rate limit or before another attempt, until the next one is answered.</summary>
internal sealed class WaitMeter(Action<ProgressRecord> write)
{
    private const string Activity = "Waiting for Auth0";

    // Beside those that the commands count up themselves.
    private const int Id = 1_000_000;

    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(1);

    private int _shown;

    public void Tell(RequestTrace trace)
    {
        if (trace.IsWaitingForTurn || trace.Wait >= Noticeable)
        {
            Volatile.Write(ref _shown, 1);
            write(new ProgressRecord(Id, Activity, trace.ToString()) { SecondsRemaining = trace.Wait is { } wait ? (int)Math.Ceiling(wait.TotalSeconds) : -1 });
        }
        else if (Interlocked.Exchange(ref _shown, 0) == 1)
        {
            write(new ProgressRecord(Id, Activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
