using System.Security;
using Auth0Ps.Security;

namespace Auth0Ps.OAuth.Keys;

/// <summary>Says what a private key needs before it is read.</summary>
internal static class PrivateKeyFiles
{
    /// <summary>True when the file is a private key that a passphrase opens; false when not, or when it cannot be read.</summary>
    public static bool NeedsPassphrase(string path)
    {
        try
        {
            return PrivateKeyReader.NeedsPassphrase(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Reading the key says what is wrong.
            return false;
        }
    }

    /// <summary>True when the text is a private key that a passphrase opens.</summary>
    /// <param name="pem">The text.</param>
    public static bool NeedsPassphrase(SecureString pem) => SecureStrings.Use(pem, (object?)null, static (bytes, _) => PrivateKeyReader.NeedsPassphrase(bytes));
}
