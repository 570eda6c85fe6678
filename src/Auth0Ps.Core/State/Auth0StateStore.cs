namespace Auth0Ps;

/// <summary>Where connections, rotations and all that keeps them safe are stored.</summary>
public sealed record Auth0StateStore
{
    // No public constructor: PowerShell would make one of any object that has a name.
    internal Auth0StateStore()
    {
    }

    /// <summary>What keeps it.</summary>
    public required Auth0StateStoreKind Kind { get; init; }

    /// <summary>The folder's path, the database, or the container; never a password.</summary>
    public required string Location { get; init; }

    /// <summary>The version of its form; null where it cannot be reached.</summary>
    public int? Version { get; init; }

    /// <summary>Whether it can be used now.</summary>
    public required bool Reachable { get; init; }

    /// <summary>The vault that holds the password, the shared access signature or the key; null where the environment has it, or none is needed.</summary>
    public string? Vault { get; init; }

    /// <summary>The entry's name in that vault.</summary>
    public string? SecretName { get; init; }

    /// <summary>Why it cannot be used; null where it can.</summary>
    public string? Message { get; init; }

    /// <summary>The line that text has of it.</summary>
    public override string ToString() => Location;
}
