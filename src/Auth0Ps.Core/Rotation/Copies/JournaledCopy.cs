namespace Auth0Ps.Rotation.Copies;

/// <summary>A copy as the journal has it, with all that finishing it needs.</summary>
/// <param name="Vault">The vault.</param>
/// <param name="Mapping">The names of its entries, with all labels filled in.</param>
internal sealed record JournaledCopy(string Vault, SecretsMapping Mapping)
{
    /// <summary>How far it is; null while nothing is known.</summary>
    public RotationStatus? Status { get; init; }

    /// <summary>Why it could not be written; null where nothing is wrong.</summary>
    public string? Message { get; init; }

    /// <summary>The copies of a rotation that begins.</summary>
    public static IReadOnlyList<JournaledCopy> Of(IEnumerable<Auth0SecretDestination> copies) => [.. copies.Select(static copy => new JournaledCopy(copy.Vault, copy.SecretsMapping))];

    /// <summary>The same before a run wrote it.</summary>
    public JournaledCopy Anew() => this with { Status = null, Message = null };
}
