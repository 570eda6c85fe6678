using Auth0Ps.Vaults;

namespace Auth0Ps.Rotation;

/// <summary>Writes entries that a secret depends on.</summary>
internal static class KeptEntries
{
    /// <summary>Writes an entry unless it is there, and goes on only when it reads back.</summary>
    /// <remarks>A vault proves its own writes; this looks once more, because Auth0 is told of a secret, or a copy of it removed, right afterwards.</remarks>
    /// <param name="entries">The vault's entries.</param>
    /// <param name="vault">The vault's name.</param>
    /// <param name="entry">The entry's name.</param>
    /// <param name="wanted">What it is to hold.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultWriteFailed"/>: the vault did not keep it.</exception>
    public static async Task KeepAsync(this IVaultEntries entries, string vault, string entry, VaultSecret wanted)
    {
        if (await HoldsAsync(entries, entry, wanted))
            return;

        await entries.WriteAsync(entry, wanted, CancellationToken.None);
        if (await HoldsAsync(entries, entry, wanted))
            return;

        throw new Auth0Exception(
            ErrorReason.VaultWriteFailed,
            $"Vault '{vault}' took the entry '{entry}' without an error, but does not hold it.",
            "Look whether another session writes to the same vault, and whether its place has room left; then try again.")
        { Target = vault };
    }

    private static async Task<bool> HoldsAsync(IVaultEntries entries, string entry, VaultSecret wanted) =>
        wanted.HoldsSameAs(await entries.ReadAsync(entry, CancellationToken.None));
}
