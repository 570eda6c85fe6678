using Auth0Ps.Vaults;

namespace Auth0Ps.Rotation;

/// <summary>Writes entries that a secret depends on.</summary>
internal static class VerifiedWrite
{
    /// <summary>Writes an entry unless it holds the secret already; not to write is the safest way to replace an entry by itself.</summary>
    /// <param name="entries">The vault's entries.</param>
    /// <param name="wanted">What it is to hold.</param>
    /// <param name="mayRemoveFirst">As in <see cref="IVaultEntries.WriteAsync"/>.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultWriteFailed"/>: the vault did not keep it.</exception>
    public static async Task KeepAsync(this IVaultEntries entries, string entry, VaultSecret wanted, bool mayRemoveFirst)
    {
        if (!wanted.HoldsSameAs(await entries.ReadAsync(entry, CancellationToken.None)))
            await entries.WriteAsync(entry, wanted, mayRemoveFirst, CancellationToken.None);
    }
}
