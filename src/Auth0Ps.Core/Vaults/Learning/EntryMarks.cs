using System.Security.Cryptography;
using Auth0Ps.Security;

namespace Auth0Ps.Vaults.Learning;

/// <summary>Recognises what entries were last seen to hold, without keeping it.</summary>
internal sealed class EntryMarks
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<string, byte[]?> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);

    /// <summary>Remembers what an entry holds.</summary>
    /// <param name="found">What it holds; null when there is none.</param>
    public VaultSecret? Seen(string entry, VaultSecret? found)
    {
        var mark = found is null ? null : Of(found);
        lock (_seen)
            _seen[entry] = mark;
        return found;
    }

    /// <summary>Remembers that an entry is there, also where what it holds was not understood.</summary>
    public void SeenAs(string entry, VaultSecret? found)
    {
        var mark = found is null ? RandomNumberGenerator.GetBytes(1) : Of(found);
        lock (_seen)
            _seen[entry] = mark;
    }

    /// <summary>Remembers that an entry was written, and read back.</summary>
    public void Kept(string entry, VaultSecret secret)
    {
        Seen(entry, secret);
        lock (_seen)
            _kept.Add(entry);
    }

    /// <summary>Whether it is known what an entry holds.</summary>
    public bool Knows(string entry)
    {
        lock (_seen)
            return _seen.ContainsKey(entry);
    }

    /// <summary>Whether an entry is known to be there.</summary>
    public bool IsThere(string entry)
    {
        lock (_seen)
            return _seen.GetValueOrDefault(entry) is not null;
    }

    /// <summary>Whether another entry was written and read back meanwhile.</summary>
    public bool HasKeptOther(string entry)
    {
        lock (_seen)
            return _kept.Any(kept => kept != entry);
    }

    /// <summary>Whether an entry holds what it was last seen to hold.</summary>
    public bool Equals(string entry, VaultSecret? found)
    {
        if (found is null)
            return false;
        var mark = Of(found);
        lock (_seen)
            return _seen.GetValueOrDefault(entry) is { } known && CryptographicOperations.FixedTimeEquals(known, mark);
    }

    // Not the user name, which some vaults add.
    private byte[] Of(VaultSecret secret) => SecureStrings.Use(secret.Secret, _key, static (bytes, key) =>
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(bytes);
        return hmac.GetHashAndReset();
    });
}
