using System.Security.Cryptography;

namespace Auth0Ps.Vaults;

/// <summary>Tells one state of a store file from another.</summary>
internal static class SecretStoreStamp
{
    /// <summary>Length, time and hash: two writes within one tick of the file system's clock differ in the hash.</summary>
    public static string Of(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var hash = Convert.ToHexString(SHA256.HashData(file));
            return $"{file.Length}/{File.GetLastWriteTimeUtc(path).Ticks}/{hash}";
        }
        catch (IOException)
        {
            // Being written, or gone: no state at all, which equals nothing that was read.
            return Guid.NewGuid().ToString();
        }
    }
}
