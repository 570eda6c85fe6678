using Auth0Ps.Applications;

namespace Auth0Ps.Rotation;

/// <summary>Asks again while Auth0 may still be spreading what it accepted: up to 30 seconds (Auth0 docs, "Rotate client secret").</summary>
internal static class PollUntilProven
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Asks until the proof says yes, says that it cannot tell (null), or patience ends with a no.</summary>
    public static async Task<bool?> AskAsync(Func<Task<bool?>> proof, TenantSession session, CancellationToken stop)
    {
        var time = session.Http.Time;
        var started = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var answer = await proof();
            if (answer is not false || time.GetElapsedTime(started) > session.State.Limits.Spreading)
                return answer;
            await Task.Delay(pause, time, stop);
        }
    }
}
