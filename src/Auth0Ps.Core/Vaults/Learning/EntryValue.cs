using System.Collections;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using Auth0Ps.OAuth.Keys;
using Auth0Ps.Security;

namespace Auth0Ps.Vaults.Learning;

/// <summary>Understands what a vault returns for an entry, whatever it made of what it was given.</summary>
internal static class EntryValue
{
    /// <summary>What an entry holds; null when it is neither text nor a credential.</summary>
    /// <param name="value">What the vault returned.</param>
    /// <param name="habits">What the vault is known to do.</param>
    public static VaultSecret? Read(object value, string entry, VaultHabits habits) => value switch
    {
        VaultSecret { UserName: { } user } credential => (IsNamedLike(user, entry) || IsVaults(habits)) && !KeepsBothForms(habits) ? Plain(credential.Secret) : new VaultSecret(user, credential.Secret),
        VaultSecret secret => Plain(secret.Secret),
        SecureString secret => Plain(secret),
        string text => Plain(SecureStrings.Protect(text)),
        IDictionary { Count: 1 } map => map.Values.Cast<object?>().First() is { } only and not IDictionary ? Read(only, entry, habits) : null,
        IDictionary { Count: > 1 } map when Find(map, "UserName") is string user && Find(map, "Password") is { } password && Read(password, entry, habits) is { UserName: null } secret => Read(new VaultSecret(user, secret.Secret), entry, habits),
        _ => null,
    };

    /// <summary>Whether an entry holds a secret: also as a credential that bears the entry's name.</summary>
    public static bool Holds(VaultSecret? found, VaultSecret wanted, string entry) =>
        found is not null
        && (wanted.HoldsSameAs(found)
            || (found.UserName is null && wanted.UserName is { } user && IsNamedLike(user, entry) && SecureStrings.AreEqual(found.Secret, wanted.Secret))
            || (wanted.UserName is null && found.UserName is not null && SecureStrings.AreEqual(found.Secret, wanted.Secret)));

    /// <summary>Whether a user name is the entry's own.</summary>
    public static bool IsNamedLike(string userName, string entry) =>
        EntryNames.AreSame(userName, entry) || EntryNames.AreSame(userName, EntryNames.LastPart(entry));

    /// <summary>A vault that was seen to keep credentials and secrets apart returns a credential only where one was set.</summary>
    private static bool KeepsBothForms(VaultHabits habits) => habits is { KeepsCredentials: true, SecretForm: VaultForm.SecureString or VaultForm.String, ReturnsCredentials: false };

    /// <summary>A vault that was only seen to return credentials, whatever it was given, puts a user name of its own into them.</summary>
    private static bool IsVaults(VaultHabits habits) => habits is { ReturnsCredentials: true, KeepsCredentials: not true };

    // A line break at the end is some command line's; a key on one line is one that was put so because line breaks do not survive.
    private static VaultSecret Plain(SecureString secret)
    {
        var trimmed = WithoutLastLineBreak(secret);
        return new VaultSecret(PrivateKeyText.FromOneLine(trimmed) ?? trimmed);
    }

    private static SecureString WithoutLastLineBreak(SecureString secret)
    {
        if (secret.Length == 0)
            return secret;
        var letters = GC.AllocateArray<char>(secret.Length, pinned: true);
        var pointer = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            Marshal.Copy(pointer, letters, 0, letters.Length);
            var text = letters.AsSpan().TrimEnd("\r\n");
            return text.Length == letters.Length || text.IsEmpty ? secret : SecureStrings.Protect(text);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(pointer);
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(letters.AsSpan()));
        }
    }

    private static object? Find(IDictionary map, string name)
    {
        foreach (DictionaryEntry item in map)
        {
            if (string.Equals(item.Key as string, name, StringComparison.OrdinalIgnoreCase))
                return item.Value;
        }

        return null;
    }
}
