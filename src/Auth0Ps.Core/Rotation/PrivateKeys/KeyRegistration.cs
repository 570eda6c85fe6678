using System.Globalization;
using Auth0Ps.Applications;
using Auth0Ps.Http;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>Brings a staged key into use beside the others: makes room, registers, attaches. Each step first asks whether its effect is there.</summary>
/// <param name="calls">The calls.</param>
/// <param name="removal">Removes keys.</param>
internal sealed class KeyRegistration(TenantSession session, KeyCalls calls, KeyRemoval removal)
{
    private const int LongestName = 128;

    /// <summary>Introduces the key.</summary>
    /// <param name="key">The key, which is staged.</param>
    /// <param name="toGo">The keys that make room.</param>
    public async Task<Step> IntroduceAsync(RotationEntry entry, NewKey key, ClientKeys keys, IReadOnlyList<RegisteredKey> toGo, CancellationToken stop)
    {
        try
        {
            return await WalkAsync(entry, key, keys, toGo, stop);
        }
        catch (OperationCanceledException)
        {
            return new Step(ResponseOutcome.Unknown, keys, Attempts: 0, new Auth0Exception(ErrorReason.RotationInterrupted, "The command was stopped before all was done.") { Target = entry.ClientId });
        }
    }

    private async Task<Step> WalkAsync(RotationEntry entry, NewKey key, ClientKeys keys, IReadOnlyList<RegisteredKey> toGo, CancellationToken stop)
    {
        var attempts = 0;
        if (toGo.Count > 0)
        {
            var room = await removal.RemoveAsync(keys, toGo, stop);
            attempts += room.Attempts;
            keys = room.Keys;
            if (room.Outcome != ResponseOutcome.Done)
                return room with { Attempts = attempts };
        }

        if (keys.Find(key.KeyId) is null)
        {
            var registered = await calls.RegisterAsync(key, NameOf(entry), entry.Key!, stop);
            attempts += registered.Attempts;
            keys = await ReadAsync(keys, stop);

            // What Auth0 has now counts, whatever became of the answer.
            if (keys.Find(key.KeyId) is null)
                return new Step(registered.Outcome == ResponseOutcome.Done ? ResponseOutcome.Unknown : registered.Outcome, keys, attempts, registered.Failure ?? Missing(entry));
        }

        var credential = keys.Find(key.KeyId)!;
        if (keys.IsAttached(credential))
            return new Step(ResponseOutcome.Done, keys, attempts, Failure: null);

        var attached = await calls.AttachAsync([.. keys.Attached, credential.Id], keys, stop);
        attempts += attached.Attempts;
        if (attached.Outcome != ResponseOutcome.Done)
            keys = await ReadAsync(keys, stop);
        else
            keys = keys with { Attached = [.. keys.Attached, credential.Id] };
        return keys.IsAttached(credential)
            ? new Step(ResponseOutcome.Done, keys, attempts, Failure: null)
            : new Step(attached.Outcome, keys, attempts, attached.Failure);
    }

    /// <summary>After a refusal: takes back what was registered. True when Auth0 has nothing of the key any more.</summary>
    public async Task<bool> TakeBackAsync(NewKey key, ClientKeys keys, CancellationToken stop)
    {
        if (keys.Find(key.KeyId) is not { } credential)
            return true;

        return !keys.IsAttached(credential) && (await calls.DeleteAsync(credential.Id, stop)).Outcome == ResponseOutcome.Done;
    }

    private static string NameOf(RotationEntry entry)
    {
        var name = $"Auth0Ps {entry.Name} {entry.AttemptedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}";
        return name.Length <= LongestName ? name : name[..LongestName];
    }

    private static Auth0Exception Missing(RotationEntry entry) =>
        new(ErrorReason.UnexpectedResponse, "Auth0 accepted the new public key, but does not list it.", $"Try again in a while: Resume-Auth0SecretRotation -Name {entry.Name}") { Target = entry.ClientId };

    /// <summary>Its state now; as it was known where Auth0 does not tell.</summary>
    private async Task<ClientKeys> ReadAsync(ClientKeys known, CancellationToken stop)
    {
        try
        {
            return await ClientKeys.ReadAsync(session, known.Application.ClientId, stop);
        }
        catch (Exception exception) when (exception is Auth0Exception or OperationCanceledException)
        {
            return known;
        }
    }

    /// <summary>What came of changes.</summary>
    /// <param name="Outcome">Done, refused, or unknown.</param>
    /// <param name="Keys">The application's state after them, as far as it is known.</param>
    /// <param name="Attempts">How often changes were sent.</param>
    internal sealed record Step(ResponseOutcome Outcome, ClientKeys Keys, int Attempts, Auth0Exception? Failure);
}
