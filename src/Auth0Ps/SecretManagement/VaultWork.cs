using Auth0Ps.Pipeline;

namespace Auth0Ps.SecretManagement;

/// <summary>
/// Has all work on vaults done one piece after the other, on a thread of its own: SecretManagement (1.1.2) refuses a second caller of
/// the process rather than letting it wait.
/// </summary>
internal static class VaultWork
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private static readonly Queue Ordinary = new();

    /// <summary>Of its own, because a caller inside a vault would wait for others who wait for that vault.</summary>
    private static readonly Queue Inside = new();

    private static TimeSpan Limit => ModuleState.Current.Limits.VaultWork;

    /// <summary>Does a piece of work in its turn.</summary>
    /// <param name="vault">The vault's name.</param>
    /// <param name="entry">The entry that is written or removed; null when nothing is.</param>
    /// <param name="work">The work; once begun it is never cut off.</param>
    /// <param name="share">A share of the vault's lock, let go when the work has ended, even if nobody waits for it any more.</param>
    /// <param name="cancellationToken">Ends the wait for the turn, and the wait for work that writes nothing.</param>
    public static async Task<T> DoAsync<T>(string vault, string? entry, Func<T> work, IDisposable? share, CancellationToken cancellationToken)
    {
        var queue = WithinVault.IsSo ? Inside : Ordinary;
        try
        {
            // However long the queue is: only work that does not end makes it hopeless.
            while (!await queue.Turn.WaitAsync(Look, cancellationToken))
            {
                if (TimeProvider.System.GetElapsedTime(Interlocked.Read(ref queue.Began)) > Limit)
                    throw VaultFailures.StillAnswering(vault);
            }
        }
        catch
        {
            share?.Dispose();
            throw;
        }

        Interlocked.Exchange(ref queue.Began, TimeProvider.System.GetTimestamp());
        var done = Task.Factory.StartNew(() => Run(work, queue, share), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return await done.WaitAsync(Limit, entry is null ? cancellationToken : CancellationToken.None);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException && !done.IsCompleted)
        {
            // What comes of it later is nobody's concern any more.
            _ = done.ContinueWith(static late => late.Exception, TaskScheduler.Default);
            throw exception is TimeoutException ? VaultFailures.Hung(vault, entry, Limit) : exception;
        }
    }

    private static T Run<T>(Func<T> work, Queue queue, IDisposable? share)
    {
        try
        {
            return work();
        }
        finally
        {
            queue.Turn.Release();
            share?.Dispose();
        }
    }

    private sealed class Queue
    {
        /// <summary>When the present work began.</summary>
        public long Began = TimeProvider.System.GetTimestamp();

        public SemaphoreSlim Turn { get; } = new(1, 1);
    }
}
