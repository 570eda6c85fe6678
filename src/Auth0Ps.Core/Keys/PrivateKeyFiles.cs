using System.Security;
using Auth0Ps.Security;

namespace Auth0Ps.Keys;

/// <summary>Tells what a private key needs before it is read.</summary>
public static class PrivateKeyFiles
{
    private static ReadOnlySpan<byte> Mark => "BEGIN ENCRYPTED PRIVATE KEY"u8;

    /// <summary>True when the file is PEM that a passphrase opens; false when not, or when it cannot be read.</summary>
    /// <param name="path">The file.</param>
    public static bool NeedsPassphrase(string path)
    {
        try
        {
            return File.ReadAllBytes(path).AsSpan().IndexOf(Mark) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Reading the key says what is wrong.
            return false;
        }
    }

    /// <summary>True when the text is PEM that a passphrase opens.</summary>
    /// <param name="pem">The text.</param>
    public static bool NeedsPassphrase(SecureString pem) => SecretText.Use(pem, (object?)null, static (bytes, _) => bytes.IndexOf(Mark) >= 0);
}
