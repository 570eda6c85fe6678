using System.Collections.Concurrent;

namespace Auth0Ps.Rotation;

/// <summary>One change of a client's secret at a time in this process: a second one would replace what the first is still proving.</summary>
internal static class RotationTurns
{
    private static readonly ConcurrentDictionary<(string Domain, string ClientId), SemaphoreSlim> Turns = new();

    /// <summary>Waits for the turn; disposing of the answer passes it on.</summary>
    public static async Task<IDisposable> TakeAsync(string domain, string clientId, CancellationToken cancellationToken)
    {
        var turn = Turns.GetOrAdd((domain, clientId), static _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken);
        return new Holder(turn);
    }

    private sealed class Holder(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
