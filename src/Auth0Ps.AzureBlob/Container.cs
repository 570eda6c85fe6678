using System.Diagnostics;
using Auth0Ps.State;

namespace Auth0Ps.AzureBlob;

/// <summary>
/// Does pieces of work in the container, each of which may be done again: when the storage is away for a while, the piece is repeated until it is done or
/// the patience ends. Single requests are repeated by the client library before, as it does where an account is throttled.
/// </summary>
/// <param name="location">The container.</param>
/// <param name="limits">How long to wait.</param>
internal sealed class Container(AzureBlobLocation location, TimeLimits limits)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly object _opening = new();
    private readonly SignIn _signIn = new(location);
    private Blobs? _blobs;
    private bool _isReady;

    /// <summary>The container.</summary>
    public AzureBlobLocation Location => location;

    /// <summary>How long to wait.</summary>
    public TimeLimits Limits => limits;

    /// <summary>Does a piece of work.</summary>
    /// <param name="work">The work; whether it was done before is for it to find out.</param>
    /// <exception cref="Auth0Exception">The container cannot be used.</exception>
    public T Run<T>(Func<Blobs, T> work) => Run(work, limits.StateServer);

    /// <summary>The same on another thread, for callers that have something else to do.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Ends the wait before it begins.</param>
    public Task<T> RunAsync<T>(Func<Blobs, T> work, CancellationToken cancellationToken) => Task.Run(() => Run(work), cancellationToken);

    /// <summary>The same once only, for what takes care of itself where it fails.</summary>
    /// <param name="work">The work.</param>
    public T RunOnce<T>(Func<Blobs, T> work) => Run(work, TimeSpan.Zero);

    private T Run<T>(Func<Blobs, T> work, TimeSpan patience)
    {
        var (started, mayChange) = (Stopwatch.GetTimestamp(), true);
        while (true)
        {
            try
            {
                var blobs = Open();
                if (!_isReady)
                {
                    FormBlob.Require(blobs, location);
                    _isReady = true;
                }

                return work(blobs);
            }
            catch (Exception exception) when (ContainerFaults.IsPassing(exception) && _isReady && Stopwatch.GetElapsedTime(started) < patience)
            {
                // The port reads lists and journals synchronously.
                Thread.Sleep(Pause);
            }
            catch (Exception exception) when (ContainerFaults.IsRefusal(exception) && mayChange && _signIn.HasChanged())
            {
                // A signature ends at its time, and someone puts the next one there.
                mayChange = false;
                lock (_opening)
                    _blobs = null;
            }
            catch (Exception exception) when (ContainerFaults.IsOfStorage(exception))
            {
                throw ContainerFaults.Explain(location, exception);
            }
        }
    }

    private Blobs Open()
    {
        // One client for all blobs: it keeps the token.
        lock (_opening)
            return _blobs ??= new Blobs(_signIn.Open(), location.Prefix);
    }
}
