namespace Auth0Ps.Rotation.Journal;

/// <summary>An entry of a vault.</summary>
/// <param name="Vault">The vault.</param>
/// <param name="Entry">The entry.</param>
internal sealed record VaultPlace(string Vault, string Entry)
{
    /// <summary>True for that entry, in any case.</summary>
    public bool IsAt(string vault, string entry) =>
        string.Equals(Vault, vault, StringComparison.OrdinalIgnoreCase) && string.Equals(Entry, entry, StringComparison.OrdinalIgnoreCase);
}
