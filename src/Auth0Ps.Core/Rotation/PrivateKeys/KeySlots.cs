using Auth0Ps.Errors;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>
/// Auth0 takes two credentials of an application for each use, and four in all; decides which keys have to go before another one can
/// come into use. What serves another use, or nothing and was not made here, is counted in the four and never chosen.
/// </summary>
/// <param name="keys">What Auth0 has.</param>
/// <param name="ledger">What each key is that concerns the rotation.</param>
internal sealed class KeySlots(ClientKeys keys, IReadOnlyList<Auth0RotationKey> ledger, DateTimeOffset now)
{
    /// <summary>Auth0's limit for each use (Auth0 docs, "Configure Private Key JWT Authentication").</summary>
    public const int MostInUse = 2;

    /// <summary>Auth0's limit for all uses together.</summary>
    public const int MostInAll = 4;

    /// <summary>The keys that have to go; none when there is room.</summary>
    /// <param name="newId">The key to come into use; it may be registered already.</param>
    /// <param name="mayEnd">Whether a key may go that others may still sign with.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.KeyLimitReached"/>: it may not, and what to do about it.</exception>
    public IReadOnlyList<RegisteredKey> ToGo(string newId, Func<RegisteredKey, bool> mayEnd)
    {
        var registered = keys.Find(newId);
        var others = Candidates(newId);
        List<RegisteredKey> gone = [];
        if ((registered is null || !keys.IsAttached(registered)) && keys.Attached.Count >= MostInUse)
            gone.Add(Choose(others.FindAll(keys.IsAttached), mayEnd, isForUse: true));
        if (registered is null && keys.Registered.Count >= MostInAll && gone.TrueForAll(keys.ServesElse))
            gone.Add(Choose(others.FindAll(key => !keys.ServesElse(key)), mayEnd, isForUse: false));
        return gone;
    }

    /// <summary>What may be ended at all, the least missed first. A key that consumers find stays, as long as it works.</summary>
    private List<RegisteredKey> Candidates(string newId) =>
        [.. keys.Registered
            .Where(key => key.KeyId != newId && Known(key) is { } known
                && (known.State != RotationKeyState.Current || key.IsExpired(now) || !keys.IsAttached(key))
                && (known.State != RotationKeyState.Foreign || !keys.ServesElse(key)))
            .OrderBy(key => key.IsExpired(now) || !keys.IsAttached(key) ? 0 : Known(key)!.State == RotationKeyState.Previous ? 1 : 2)
            .ThenBy(keys.ServesElse)
            .ThenBy(key => key.CreatedAt)];

    private Auth0RotationKey? Known(RegisteredKey key) => ledger.FirstOrDefault(known => known.CredentialId == key.Id);

    private RegisteredKey Choose(List<RegisteredKey> candidates, Func<RegisteredKey, bool> mayEnd, bool isForUse) =>
        candidates.Find(IsDead) ?? candidates.Find(key => mayEnd(key)) ?? throw Refusal(candidates.FirstOrDefault(), isForUse);

    /// <summary>Of ours, and nobody can sign with it any more, or should.</summary>
    private bool IsDead(RegisteredKey key) =>
        Known(key)!.State is not RotationKeyState.Foreign && (key.IsExpired(now) || !keys.IsAttached(key) || Known(key)!.IsPastOverlap(now));

    private Auth0Exception Refusal(RegisteredKey? first, bool isForUse)
    {
        var application = keys.Application;
        if (first is not null && Known(first) is { State: RotationKeyState.Previous, RetiresAt: { } until } && until > now)
        {
            return Full(
                $"The previous key {first} of '{application.Name}' works until {until.UtcDateTime:u}, and Auth0 takes {(isForUse ? "no third one" : "no fifth credential of an application")}.",
                "Rotate after that, choose a shorter -Overlap, or add -Force to end the previous key now.");
        }

        var dashboard = $"in the dashboard (Applications > {application.Name} > Credentials)";
        var force = first is null ? "" : $", or add -Force to delete {first} and end what still signs with it";
        if (isForUse)
        {
            return Full(
                $"Auth0 takes {MostInUse} keys of an application for private_key_jwt, and '{application.Name}' has {List(ByAge().Where(keys.IsAttached))}; at least one of them was not made by this rotation, and someone may sign with it.",
                $"Delete one {dashboard}{force}.");
        }

        var unused = ByAge().Where(key => !keys.IsAttached(key) && !keys.ServesElse(key)).ToList();
        return Full(
            $"Auth0 takes {MostInAll} credentials of an application, whatever they are for, and '{application.Name}' has {List(ByAge().Select(key => $"{key} {UseOf(key)}"))}.",
            (unused.Count == 0 ? "Take one that nobody needs any more out of use and delete it " : $"Nothing uses {List(unused)}: delete what nobody needs any more ")
            + $"{dashboard}{force}; then rotate again.");
    }

    private string UseOf(RegisteredKey key)
    {
        var uses = keys.OtherUses[key.Id].Select(DisplayText.Of);
        if (keys.IsAttached(key))
            uses = uses.Prepend("private_key_jwt");
        return string.Join(" and ", uses) is { Length: > 0 } text ? $"for {text}" : "for nothing";
    }

    /// <summary>The list that Auth0 gives is in no order.</summary>
    private IEnumerable<RegisteredKey> ByAge() => keys.Registered.OrderBy(key => key.CreatedAt);

    private static string List<T>(IEnumerable<T> items) => string.Join(" and ", items);

    private Auth0Exception Full(string message, string action) => new(ErrorReason.KeyLimitReached, message, action) { Target = keys.Application.ClientId };
}
