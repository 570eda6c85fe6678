using Auth0Ps.Sandbox.Tenant.Seed;

namespace Auth0Ps.Sandbox.Tenant.Keys;

/// <summary>The succession of the tenant's signing keys: next, current, previous.</summary>
internal sealed class SigningKeys
{
    private readonly TenantStore _store;
    private readonly TimeProvider _time;

    public SigningKeys(TenantStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <summary>
    /// Makes the key that will sign after the next rotation, unless it is there: making one takes longer than a thousand applications,
    /// so it waits until someone looks.
    /// </summary>
    public void EnsureNext()
    {
        if (_store.SigningKeys.All().Any(key => key.Role == SigningKeyRole.Next))
            return;
        _store.Change(changes =>
        {
            // Someone else may have been faster.
            if (_store.SigningKeys.All().All(key => key.Role != SigningKeyRole.Next))
                changes.Put(Create());
            return true;
        });
    }

    /// <summary>The next key signs from now on; returns it. The former one stays trusted until it is revoked.</summary>
    public SigningKey Rotate()
    {
        EnsureNext();
        return _store.Change(changes =>
        {
            var now = _time.GetUtcNow();
            var next = _store.SigningKeys.All().First(key => key.Role == SigningKeyRole.Next) with { Role = SigningKeyRole.Current, CurrentSince = now };
            foreach (var key in _store.SigningKeys.All().Where(key => key.Role == SigningKeyRole.Current))
                changes.Put(key with { Role = SigningKeyRole.Previous, CurrentUntil = now });
            changes.Put(next);
            changes.Put(Create());
            return next;
        });
    }

    /// <summary>The key's tokens are refused from now on and it leaves the JWKS; returns it.</summary>
    public SigningKey Revoke(SigningKey key) => _store.Change(changes =>
    {
        var revoked = key.RevokedAt is null ? key with { RevokedAt = _time.GetUtcNow() } : key;
        changes.Put(revoked);
        return revoked;
    });

    private SigningKey Create() => SigningKeyFactory.Create(TenantSeed.TenantName, SigningKeyRole.Next, _time.GetUtcNow());
}
