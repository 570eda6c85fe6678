using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Auth0Ps.Core.Tests.Support;

/// <summary>Keys that are made once for all tests, because making one takes longer than the rest of a rotation. None comes twice in one data folder.</summary>
internal sealed class PreparedKeys
{
    private const int Size = 2048;
    private const int Count = 48;

    private static readonly Lazy<byte[]>[] Pool = [.. Enumerable.Range(0, Count).Select(static _ => new Lazy<byte[]>(Make))];
    private static readonly ConcurrentDictionary<string, PreparedKeys> OfFolders = new(StringComparer.Ordinal);

    private int _used;

    /// <summary>Those of a data folder, which all states of it share.</summary>
    public static PreparedKeys Of(string folder) => OfFolders.GetOrAdd(folder, static _ => new PreparedKeys());

    /// <summary>The next one; one that is made for this when all were used, or another size is asked for.</summary>
    public RSA Next(int size)
    {
        var index = size == Size ? Interlocked.Increment(ref _used) - 1 : Count;
        if (index >= Count)
            return RSA.Create(size);
        var key = RSA.Create();
        key.ImportPkcs8PrivateKey(Pool[index].Value, out _);
        return key;
    }

    private static byte[] Make()
    {
        using var key = RSA.Create(Size);
        return key.ExportPkcs8PrivateKey();
    }
}
