using System.Security;

namespace Auth0Ps.Connections;

/// <summary>What proves a connection's application, as far as this process has to keep it.</summary>
/// <param name="ClientSecret">The client secret; null when a key signs or the environment holds it.</param>
/// <param name="PrivateKey">The private key as PEM; null when it is in a file or a secret is used.</param>
/// <param name="KeyPassphrase">The passphrase of the key or key file.</param>
internal sealed record ConnectionSecret(SecureString? ClientSecret, SecureString? PrivateKey, SecureString? KeyPassphrase)
{
    /// <summary>Nothing to keep.</summary>
    public static ConnectionSecret None { get; } = new(null, null, null);

    /// <summary>A client secret.</summary>
    public static ConnectionSecret OfClient(SecureString secret) => new(secret, null, null);

    /// <summary>A private key that needs no passphrase.</summary>
    /// <param name="pem">The key as PEM.</param>
    internal static ConnectionSecret OfKey(SecureString pem) => new(null, pem, null);

    /// <summary>Copies that nobody else can change or wipe.</summary>
    internal ConnectionSecret Copy() => new(Copy(ClientSecret), Copy(PrivateKey), Copy(KeyPassphrase));

    private static SecureString? Copy(SecureString? secret)
    {
        var copy = secret?.Copy();
        copy?.MakeReadOnly();
        return copy;
    }
}
