using System.Buffers.Binary;
using System.Reflection;

namespace Auth0Ps.SecretManagement.SecretStore;

/// <summary>A store's key.</summary>
/// <param name="Key">The key.</param>
/// <param name="InitializationVector">The vector that goes with it.</param>
internal sealed record SecretStoreKey(byte[] Key, byte[] InitializationVector)
{
    /// <summary>A key of SecretStore's own kind.</summary>
    public static SecretStoreKey Of(object key) => new((byte[])Part(key, "Key"), (byte[])Part(key, "IV"));

    /// <summary>Reads the key as the key file has it: two lengths, the key and the vector.</summary>
    /// <exception cref="InvalidDataException">It is written in another way.</exception>
    public static SecretStoreKey Read(ReadOnlySpan<byte> plain)
    {
        var header = 2 * sizeof(int);
        if (plain.Length < header)
            throw new InvalidDataException("The key breaks off.");
        var (length, vectorLength) = (BinaryPrimitives.ReadInt32LittleEndian(plain), BinaryPrimitives.ReadInt32LittleEndian(plain[sizeof(int)..]));
        return length > 0 && vectorLength > 0 && length <= 64 && vectorLength <= 64 && plain.Length >= header + length + vectorLength
            ? new SecretStoreKey(plain.Slice(header, length).ToArray(), plain.Slice(header + length, vectorLength).ToArray())
            : throw new InvalidDataException("The key is written in another way.");
    }

    private static object Part(object key, string name) => key.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!.GetValue(key)!;
}
