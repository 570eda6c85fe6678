namespace Auth0Ps;

/// <summary>A further vault that a rotation puts its secret or private key into.</summary>
public sealed record Auth0SecretDestination
{
    /// <summary>The SecretManagement vault.</summary>
    public required string Vault { get; init; }

    /// <summary>The names of its entries; may hold <c>{environment}</c> and <c>{path}</c>.</summary>
    public required SecretsMapping SecretsMapping { get; init; }

    /// <summary>True for the same entries of the same vault.</summary>
    internal bool IsAt(Auth0SecretDestination other) =>
        string.Equals(Vault, other.Vault, StringComparison.OrdinalIgnoreCase) && SecretsMapping == other.SecretsMapping;

    /// <summary>Vault and names.</summary>
    public override string ToString() => $"{Vault}: {SecretsMapping.InWords}";
}
