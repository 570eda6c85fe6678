namespace Auth0Ps.Rotation.Copies;

/// <summary>A copy that a user wants.</summary>
/// <param name="Vault">The vault.</param>
/// <param name="Mapping">The names of its entries; null for those of the rotation's own vault.</param>
internal sealed record CopyRequest(string Vault, SecretsMapping? Mapping)
{
    /// <summary>The copies that a definition is to have.</summary>
    /// <param name="wanted">What is wanted; null for those that it has.</param>
    /// <param name="former">The definition as it is; null for a new one.</param>
    /// <param name="mapping">The names in the rotation's own vault, as they are to be.</param>
    public static IReadOnlyList<Auth0SecretDestination> Build(IReadOnlyList<CopyRequest>? wanted, Auth0SecretRotation? former, SecretsMapping mapping) =>
        wanted is not null ? Build(wanted, mapping)

        // Those that go by the names of the rotation's own vault keep going by them.
        : [.. (former?.CopyTo ?? []).Select(copy => copy.SecretsMapping == former!.SecretsMapping ? copy with { SecretsMapping = mapping } : copy)];

    /// <summary>The copies that a run is to write.</summary>
    public static IReadOnlyList<Auth0SecretDestination> Build(IReadOnlyList<CopyRequest> wanted, SecretsMapping mapping) =>
        [.. wanted.Select(copy => new Auth0SecretDestination { Vault = copy.Vault, SecretsMapping = copy.Mapping ?? mapping })];
}
