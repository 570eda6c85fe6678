namespace Auth0Ps.Rotation.Keys;

/// <summary>Auth0 takes two keys of an application; decides which one has to go before another can be registered.</summary>
internal static class KeyRoom
{
    /// <summary>Auth0's limit (Auth0 docs, "Configure Private Key JWT Authentication").</summary>
    public const int Most = 2;

    /// <summary>The key that has to go; null when there is room.</summary>
    /// <param name="keys">What Auth0 has.</param>
    /// <param name="ledger">What each of them is.</param>
    /// <param name="newId">The key to be registered; it may be already.</param>
    /// <param name="mayDelete">Whether a key may go that others may still sign with.</param>
    /// <param name="now">The present time.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.KeyLimitReached"/>: it may not, and what to do about it.</exception>
    public static RegisteredKey? ToGo(ClientKeys keys, IReadOnlyList<Auth0RotationKey> ledger, string newId, Func<RegisteredKey, bool> mayDelete, DateTimeOffset now)
    {
        var others = keys.Registered.Where(key => key.KeyId != newId).ToList();
        if (others.Count < Most || keys.Find(newId) is not null)
            return null;

        // A key that consumers find stays, as long as it works.
        var candidates = others
            .Where(key => StateOf(key) != RotationKeyState.Current || key.IsExpired(now) || !keys.IsAttached(key))
            .OrderBy(Cost)
            .ThenBy(key => key.CreatedAt)
            .ToList();
        var chosen = candidates.Find(key => IsDead(key)) ?? candidates.Find(key => mayDelete(key));
        return chosen ?? throw Refusal(keys, candidates, ledger, now);

        RotationKeyState StateOf(RegisteredKey key) => ledger.First(known => known.CredentialId == key.Id).State;

        // Of ours, and nobody can sign with it any more.
        bool IsDead(RegisteredKey key) =>
            StateOf(key) is not RotationKeyState.Foreign && (key.IsExpired(now) || !keys.IsAttached(key) || ledger.First(known => known.CredentialId == key.Id).IsPastOverlap(now));

        int Cost(RegisteredKey key) => key.IsExpired(now) || !keys.IsAttached(key) ? 0 : StateOf(key) == RotationKeyState.Previous ? 1 : 2;
    }

    private static Auth0Exception Refusal(ClientKeys keys, List<RegisteredKey> candidates, IReadOnlyList<Auth0RotationKey> ledger, DateTimeOffset now)
    {
        var application = keys.Application;
        var first = candidates[0];
        if (ledger.First(known => known.CredentialId == first.Id) is { State: RotationKeyState.Previous, RetiresAt: { } until } && until > now)
        {
            return new Auth0Exception(
                ErrorReason.KeyLimitReached,
                $"The previous key {first} of '{application.Name}' works until {until.UtcDateTime:u}, and Auth0 takes no third one.",
                "Rotate after that, choose a shorter -Overlap, or add -Force to end the previous key now.")
            { Target = application.ClientId };
        }

        var names = string.Join(" and ", keys.Registered);
        return new Auth0Exception(
            ErrorReason.KeyLimitReached,
            $"Auth0 takes {Most} keys of an application, and '{application.Name}' has {names}; at least one of them was not made by this rotation, and somebody may sign with it.",
            $"Delete one in the dashboard (Applications > {application.Name} > Credentials), or add -Force to delete {first} and end what still signs with it.")
        { Target = application.ClientId };
    }
}
