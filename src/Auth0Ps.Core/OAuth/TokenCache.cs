using System.Collections.Concurrent;

namespace Auth0Ps.OAuth;

/// <summary>Tokens of this process, one request for each however many callers ask at once.</summary>
internal sealed class TokenCache(TimeProvider time)
{
    private readonly ConcurrentDictionary<Key, Slot> _slots = new();

    /// <summary>Returns a fresh cached token or requests one.</summary>
    /// <param name="key">Connection (and version) and what the token is for.</param>
    /// <param name="request">Requests a token.</param>
    /// <param name="notThis">A token that was refused or is to be renewed; a newer one in the cache satisfies.</param>
    /// <param name="waitsForOthers">False requests one even while another caller does, who may be waiting for this one.</param>
    /// <param name="cancellationToken">Ends only this caller's wait.</param>
    public async Task<Auth0AccessToken> GetAsync(
        Key key,
        Func<CancellationToken, Task<Auth0AccessToken>> request,
        Auth0AccessToken? notThis,
        bool waitsForOthers,
        CancellationToken cancellationToken)
    {
        var slot = _slots.GetOrAdd(key, static _ => new Slot());
        if (slot.Token is { } cached && cached != notThis && cached.IsFresh(time.GetUtcNow()))
            return cached;
        if (!waitsForOthers)
            return slot.Token = await request(cancellationToken);

        await slot.Turn.WaitAsync(cancellationToken);
        try
        {
            if (slot.Token is { } current && current != notThis && current.IsFresh(time.GetUtcNow()))
                return current;
            return slot.Token = await request(cancellationToken);
        }
        finally
        {
            slot.Turn.Release();
        }
    }

    /// <summary>The cached token, whatever its age; null when there is none.</summary>
    public Auth0AccessToken? Peek(Key key) => _slots.TryGetValue(key, out var slot) ? slot.Token : null;

    /// <summary>Keeps a token that came another way, as a login's does.</summary>
    public void Put(Key key, Auth0AccessToken token) => _slots.GetOrAdd(key, static _ => new Slot()).Token = token;

    /// <summary>Forgets a connection's tokens.</summary>
    public void Forget(Guid connection)
    {
        foreach (var key in _slots.Keys.Where(key => key.Connection == connection))
            _slots.TryRemove(key, out _);
    }

    internal readonly record struct Key(Guid Connection, int Version, TokenScope Scope);

    private sealed class Slot
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public volatile Auth0AccessToken? Token;
    }
}
