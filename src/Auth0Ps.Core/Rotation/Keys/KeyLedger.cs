namespace Auth0Ps.Rotation.Keys;

/// <summary>Works out what each key at Auth0 is to the rotation, from what Auth0 and the vault have; the journal only knows when one retires.</summary>
/// <param name="keys">What Auth0 has.</param>
/// <param name="currentId">The key that consumers find; null when they find none.</param>
/// <param name="held">All keys whose private half is in the vault.</param>
/// <param name="former">What was last written down.</param>
internal sealed class KeyLedger(ClientKeys keys, string? currentId, IReadOnlySet<string> held, IReadOnlyList<Auth0RotationKey> former)
{
    /// <summary>All keys that are registered.</summary>
    /// <param name="pendingId">The key being introduced; null for none.</param>
    /// <param name="retiresAt">When a previous key retires of which nothing is written down.</param>
    public IReadOnlyList<Auth0RotationKey> At(string? pendingId, DateTimeOffset retiresAt) =>
        [.. keys.Registered.Select(key => Describe(key, pendingId, retiresAt))];

    private Auth0RotationKey Describe(RegisteredKey key, string? pendingId, DateTimeOffset retiresAt)
    {
        var known = former.FirstOrDefault(other => other.CredentialId == key.Id || (other.CredentialId is null && other.KeyId is not null && other.KeyId == key.KeyId));
        var state = key.KeyId is not { } id ? RotationKeyState.Foreign
            : id == currentId && keys.Find(id) == key ? RotationKeyState.Current
            : id == pendingId ? RotationKeyState.Pending
            : held.Contains(id) || known is { State: not RotationKeyState.Foreign } ? RotationKeyState.Previous
            : RotationKeyState.Foreign;
        return new Auth0RotationKey
        {
            KeyId = key.KeyId,
            CredentialId = key.Id,
            State = state,
            CreatedAt = key.CreatedAt,
            ExpiresAt = key.ExpiresAt,
            RetiresAt = state switch
            {
                RotationKeyState.Previous => known?.RetiresAt ?? retiresAt,
                RotationKeyState.Foreign => known?.RetiresAt,
                _ => null,
            },
        };
    }
}
