using Auth0Ps.Errors;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>Works out what each key at Auth0 is to the rotation, from what Auth0 and the vault have; the journal only knows when one retires.</summary>
/// <param name="keys">What Auth0 has.</param>
/// <param name="currentId">The key that consumers find; null when they find none.</param>
/// <param name="held">All keys whose private half is in the vault.</param>
/// <param name="former">What was last written down.</param>
internal sealed class KeyLedger(ClientKeys keys, string? currentId, IReadOnlySet<string> held, IReadOnlyList<Auth0RotationKey> former)
{
    /// <summary>The keys that concern the rotation, the newest first: what the application signs in with, and what was made here and serves nothing else.</summary>
    /// <param name="pendingId">The key being introduced; null for none.</param>
    /// <param name="retiresAt">When a previous key retires of which nothing is written down.</param>
    public IReadOnlyList<Auth0RotationKey> At(string? pendingId, DateTimeOffset retiresAt) =>
        [.. keys.Registered
            .Select(key => (Key: key, Known: Describe(key, pendingId, retiresAt)))
            .Where(both => keys.IsAttached(both.Key) || (!keys.ServesElse(both.Key) && both.Known.State != RotationKeyState.Foreign))
            .Select(both => both.Known)
            .OrderByDescending(known => known.CreatedAt)];

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
            KeyId = state == RotationKeyState.Foreign && key.KeyId is { } text ? DisplayText.Of(text) : key.KeyId,
            CredentialId = key.Id,
            State = state,
            CreatedAt = key.CreatedAt,
            ExpiresAt = key.ExpiresAt,
            RetiresAt = state switch
            {
                RotationKeyState.Previous => known?.RetiresAt ?? retiresAt,
                RotationKeyState.Foreign when !keys.ServesElse(key) => known?.RetiresAt,
                _ => null,
            },
        };
    }
}
