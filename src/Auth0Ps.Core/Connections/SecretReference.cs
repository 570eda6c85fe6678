namespace Auth0Ps;

/// <summary>The kinds of places a connection's secret is kept in.</summary>
public enum SecretLocation
{
    /// <summary>Only in this process; gone when it ends.</summary>
    Process,

    /// <summary>An environment variable, read anew by each process.</summary>
    Environment,

    /// <summary>A private key file, read anew for each signature.</summary>
    KeyFile,

    /// <summary>An entry of a SecretManagement vault, read anew for each token request.</summary>
    Vault,
}

/// <summary>Says where a connection's secret is kept; never the secret.</summary>
public sealed record SecretReference
{
    /// <summary>The kind of place.</summary>
    public SecretLocation Location { get; init; }

    /// <summary>The environment variable's name.</summary>
    public string? Variable { get; init; }

    /// <summary>The private key file's full path.</summary>
    public string? Path { get; init; }

    /// <summary>The vault's name.</summary>
    public string? Vault { get; init; }

    /// <summary>The vault entry's name.</summary>
    public string? SecretName { get; init; }

    /// <summary>True when the vault entry was made for this connection and goes with it; an entry that was there before stays.</summary>
    public bool CreatedForConnection { get; init; }

    /// <summary>Kept only in this process.</summary>
    internal static SecretReference Process { get; } = new();

    /// <summary>True when later processes can find the secret there.</summary>
    internal bool OutlivesProcess => Location != SecretLocation.Process;

    /// <summary>The place in words.</summary>
    public override string ToString() => Location switch
    {
        SecretLocation.Environment => $"environment variable {Variable}",
        SecretLocation.KeyFile => $"key file {Path}",
        SecretLocation.Vault => $"{SecretName} in vault {Vault}",
        _ => "this process",
    };
}
