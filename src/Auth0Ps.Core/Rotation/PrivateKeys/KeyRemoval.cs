using Auth0Ps.Http;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>Takes keys out of use and deletes them, first the one and then the other, as Auth0 deletes none that is in use. What serves another use as well stays registered.</summary>
/// <param name="calls">The calls.</param>
internal sealed class KeyRemoval(KeyCalls calls)
{
    /// <summary>Removes keys.</summary>
    /// <param name="gone">The keys; the others stay, and when none of them is in use nothing is removed.</param>
    public async Task<KeyRegistration.Step> RemoveAsync(ClientKeys keys, IReadOnlyList<RegisteredKey> gone, CancellationToken stop)
    {
        var attempts = 0;
        if (gone.Any(keys.IsAttached))
        {
            var left = keys.Attached.Except(gone.Select(key => key.Id), StringComparer.Ordinal).ToList();
            if (left.Count == 0)
                return new(ResponseOutcome.Refused, keys, attempts, NoneLeft(keys));

            var detached = await calls.AttachAsync(left, keys, stop);
            attempts += detached.Attempts;
            if (detached.Outcome != ResponseOutcome.Done)
                return new(detached.Outcome, keys, attempts, detached.Failure);
            keys = keys with { Attached = left };
        }

        foreach (var key in gone.Where(key => !keys.ServesElse(key)).ToList())
        {
            var deleted = await calls.DeleteAsync(key.Id, stop);
            attempts += deleted.Attempts;

            // Gone already is gone, too.
            if (deleted.Outcome != ResponseOutcome.Done && deleted.Failure?.StatusCode != 404)
                return new(deleted.Outcome, keys, attempts, deleted.Failure);
            keys = keys with { Registered = [.. keys.Registered.Where(other => other.Id != key.Id)] };
        }

        return new(ResponseOutcome.Done, keys, attempts, Failure: null);
    }

    private static Auth0Exception NoneLeft(ClientKeys keys) =>
        new(ErrorReason.KeyLimitReached,
            $"'{keys.Application.Name}' has no other key in use, so nobody could sign in as it any more.",
            $"Delete the other one in the dashboard (Applications > {keys.Application.Name} > Credentials), and rotate again.")
        { Target = keys.Application.ClientId };
}
