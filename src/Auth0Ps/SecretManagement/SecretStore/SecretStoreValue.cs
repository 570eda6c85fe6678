using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Security;
using Auth0Ps.Vaults;
using Auth0Ps.Vaults.SecretStore;

namespace Auth0Ps.SecretManagement.SecretStore;

/// <summary>How SecretStore writes down what an entry holds: text in UTF-8, a secret in UTF-16, a credential as both behind the secret's place.</summary>
internal static class SecretStoreValue
{
    private const string Text = "StringType";
    private const string Secret = "SecureStringType";
    private const string Credential = "CredentialType";
    private const string Table = "HashtableType";

    /// <summary>What an entry holds; null when it is neither text nor a credential.</summary>
    /// <param name="type">SecretStore's word for it.</param>
    /// <param name="plain">As it is written down; zeroed here.</param>
    public static VaultSecret? Read(string type, byte[] plain)
    {
        try
        {
            return type switch
            {
                Text => new VaultSecret(FromUtf8(plain)),
                Secret => new VaultSecret(FromUtf16(plain)),
                Credential when PasswordAt(plain) is { } at => new VaultSecret(Encoding.UTF8.GetString(plain, sizeof(int), at - sizeof(int)), FromUtf16(plain.AsSpan(at))),
                _ => null,
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>What kind of thing an entry holds, for people.</summary>
    /// <param name="type">SecretStore's word for it.</param>
    public static string KindOf(string type) => type.EndsWith("Type", StringComparison.Ordinal) ? type[..^"Type".Length] : type;

    /// <summary>Writes a secret down; the caller zeroes it.</summary>
    public static (string Type, byte[] Plain) Write(VaultSecret secret) =>
        secret.UserName is { } user ? (Credential, Write(secret.Secret, Encoding.UTF8.GetBytes(user))) : (Secret, Write(secret.Secret, name: null));

    /// <summary>Takes an entry out, with the entries that SecretStore keeps the parts of a table in.</summary>
    /// <param name="contents">The store.</param>
    /// <param name="entry">The entry's name.</param>
    /// <param name="cipher">The store's.</param>
    /// <param name="onlyParts">True leaves the entry itself, which is written next.</param>
    public static SecretStoreContents Without(SecretStoreContents contents, string entry, ISecretStoreCipher cipher, bool onlyParts = false)
    {
        if (contents.Find(entry) is not { } row)
            return contents;
        var rest = contents;
        foreach (var part in row.Type == Table ? PartsOf(contents.Decrypt(row, cipher)) : [])
            rest = rest.Without(part);
        return onlyParts ? rest : rest.Without(entry);
    }

    // How many there are, and each one's length and name.
    private static List<string> PartsOf(byte[] plain)
    {
        var parts = new List<string>();
        var rest = plain.AsSpan();
        for (var count = Take(ref rest); count > 0; count--)
        {
            var length = Take(ref rest);
            if (length < 0 || length > rest.Length)
                throw new InvalidDataException("A table's names break off.");
            parts.Add(Encoding.UTF8.GetString(rest[..length]));
            rest = rest[length..];
        }

        return parts;

        static int Take(ref Span<byte> rest)
        {
            if (rest.Length < sizeof(int))
                throw new InvalidDataException("A table's names break off.");
            var number = BinaryPrimitives.ReadInt32LittleEndian(rest);
            rest = rest[sizeof(int)..];
            return number;
        }
    }

    private static int? PasswordAt(byte[] plain) =>
        plain.Length >= sizeof(int) && BinaryPrimitives.ReadInt32LittleEndian(plain) is var at && at >= sizeof(int) && at <= plain.Length ? at : null;

    private static SecureString FromUtf16(ReadOnlySpan<byte> bytes)
    {
        var secret = new SecureString();
        for (var i = 0; i + 1 < bytes.Length; i += sizeof(char))
            secret.AppendChar((char)BinaryPrimitives.ReadUInt16LittleEndian(bytes[i..]));
        secret.MakeReadOnly();
        return secret;
    }

    private static SecureString FromUtf8(byte[] bytes)
    {
        var characters = GC.AllocateArray<char>(Encoding.UTF8.GetCharCount(bytes), pinned: true);
        try
        {
            Encoding.UTF8.GetChars(bytes, characters);
            return SecureStrings.Protect(characters);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(characters.AsSpan()));
        }
    }

    private static byte[] Write(SecureString secret, byte[]? name)
    {
        var at = name is null ? 0 : sizeof(int) + name.Length;
        var plain = GC.AllocateArray<byte>(at + (secret.Length * sizeof(char)), pinned: true);
        if (name is not null)
        {
            BinaryPrimitives.WriteInt32LittleEndian(plain, at);
            name.CopyTo(plain, sizeof(int));
        }

        var pointer = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            Marshal.Copy(pointer, plain, at, plain.Length - at);
            return plain;
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(pointer);
        }
    }
}
