using Auth0Ps.Http;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>Ends keys whose overlap is over: out of use, then deleted at Auth0. The vault's entry stays until the next key takes its place.</summary>
/// <param name="removal">Removes keys.</param>
internal sealed class KeyRetirement(KeyRemoval removal, TimeProvider time)
{
    /// <summary>Retires what is due.</summary>
    /// <param name="ledger">What each key is.</param>
    public async Task<Retired> RetireAsync(RotationEntry entry, ClientKeys keys, IReadOnlyList<Auth0RotationKey> ledger, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var due = ledger.Where(key => key.IsPastOverlap(now)).ToList();
        var gone = keys.Registered.Where(key => due.Any(known => known.CredentialId == key.Id)).ToList();
        if (gone.Any(keys.IsAttached) && !IsCurrentInUse(keys, ledger, now))
        {
            return new Retired(keys, ledger, [], Attempts: 0, new Auth0Exception(
                ErrorReason.RotationFailed,
                $"The current key of '{keys.Application.Name}' is not in use at Auth0 any more (deleted, detached or expired), so the previous key is kept although its overlap has ended.",
                $"Bring a new one into use: {RotationCommands.Of(entry)}")
            { Target = entry.ClientId });
        }

        if (gone.Count > 0)
        {
            var step = await removal.RemoveAsync(keys, gone, stop);
            keys = step.Keys;
            if (step.Outcome != ResponseOutcome.Done)
                return new Retired(keys, ledger, [], step.Attempts, step.Failure);
        }

        return new Retired(keys, [.. ledger.Except(due)], due, gone.Count, Failure: null);
    }

    private static bool IsCurrentInUse(ClientKeys keys, IReadOnlyList<Auth0RotationKey> ledger, DateTimeOffset now) =>
        ledger.Any(known => known.State == RotationKeyState.Current
            && keys.Registered.Any(key => key.Id == known.CredentialId && keys.IsAttached(key) && !key.IsExpired(now)));

    /// <summary>What came of it.</summary>
    /// <param name="Keys">The application's state.</param>
    /// <param name="Ledger">What is left.</param>
    /// <param name="Gone">What was retired.</param>
    /// <param name="Attempts">How often changes were sent.</param>
    /// <param name="Failure">Why something was not; null when all was.</param>
    internal sealed record Retired(ClientKeys Keys, IReadOnlyList<Auth0RotationKey> Ledger, IReadOnlyList<Auth0RotationKey> Gone, int Attempts, Auth0Exception? Failure);
}
