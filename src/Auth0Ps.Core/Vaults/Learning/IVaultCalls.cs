
namespace Auth0Ps.Vaults.Learning;

/// <summary>
/// A vault as its module answers, one call after the other: nothing is compared, remembered or tried again. What no entry is to blame for (a
/// vault that is locked, asks, hangs or is not there) is thrown.
/// </summary>
#pragma warning disable CA1716, CA1720 // PowerShell's own words: a vault has a module, and keeps a string.
internal interface IVaultCalls
{
    /// <summary>The vault's name as it is registered.</summary>
    string Name { get; }

    /// <summary>The module that implements it.</summary>
    string Module { get; }

    /// <summary>What tells its place from others; never written down or shown, as its settings may be in it.</summary>
    string Identity { get; }

    /// <summary>Asks for an entry.</summary>
    Task<VaultAnswer> GetAsync(string entry, CancellationToken cancellationToken);

    /// <summary>Sets an entry, and asks for it right afterwards, without anybody in between.</summary>
    /// <param name="form">The type that the vault is handed.</param>
    Task<VaultAnswer> SetAsync(string entry, VaultSecret secret, VaultForm form);

    /// <summary>Removes an entry.</summary>
    /// <returns>What the vault failed with; null when it said nothing against it.</returns>
    Task<string?> RemoveAsync(string entry);

    /// <summary>Asks which names the vault lists for a name.</summary>
    /// <param name="entry">The entry's name, which is no pattern.</param>
    /// <returns>The names; null when the vault cannot list.</returns>
    Task<IReadOnlyList<string>?> ListAsync(string entry, CancellationToken cancellationToken);
}

/// <summary>The types that a secret can be handed to a vault as.</summary>
internal enum VaultForm
{
    /// <summary>A SecureString.</summary>
    SecureString,

    /// <summary>A string.</summary>
    String,

    /// <summary>A PSCredential; of a secret without a user name, one that bears the entry's name.</summary>
    PSCredential,
}

/// <summary>What a vault answered.</summary>
internal sealed record VaultAnswer
{
    /// <summary>
    /// What it has under the name: a <see cref="VaultSecret"/>, a dictionary of strings, secure strings and <see cref="VaultSecret"/>s, or
    /// something else. Null when it has nothing, or failed.
    /// </summary>
    public object? Value { get; init; }

    /// <summary>What it failed with when it was asked; null when it did not fail. Without the secret, if it quoted that.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether it failed by breaking off, rather than by reporting an error.</summary>
    public bool HasThrown { get; init; }

    /// <summary>What it failed with when it was to set the entry; null when it said nothing against it. Without the secret.</summary>
    public string? Refusal { get; init; }

    /// <summary>What it warned of when it was to set the entry; null when of nothing. Without the secret.</summary>
    public string? Remark { get; init; }
}
