using System.Security.Cryptography;
using Auth0Ps.State;

namespace Auth0Ps.Vaults.SecretStore;

/// <summary>A SecretStore whose file no process can write until this is disposed of.</summary>
internal sealed class OpenSecretStore : IDisposable
{
    private readonly FileStream _file;

    internal OpenSecretStore(FileStream file)
    {
        _file = file;
        Mark = MarkOf(file);
    }

    /// <summary>Tells one state of the file from another: by the hash of all of it, which it begins with, by its length and by its time.</summary>
    public string Mark { get; private set; }

    /// <summary>What the file says.</summary>
    public byte[] Read()
    {
        var content = new byte[_file.Length];
        _file.Seek(0, SeekOrigin.Begin);
        _file.ReadExactly(content);
        return content;
    }

    /// <summary>Puts another file in its place, which is either done or not, whatever ends the process meanwhile.</summary>
    /// <param name="content">What it is to say.</param>
    /// <exception cref="IOException">It was not replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be replaced.</exception>
    public void Replace(byte[] content)
    {
        var path = _file.Name;
        OwnerOnlyFile.RemoveLeftOver(path);

        // Elsewhere than on Windows the file stays locked until the new one is in its place.
        if (OperatingSystem.IsWindows())
            _file.Dispose();
        OwnerOnlyFile.Replace(path, content);

        // SecretStore's watcher in other sessions looks for written files, not for renamed ones.
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        using var written = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Mark = MarkOf(written);
    }

    private static string MarkOf(FileStream file)
    {
        var beginning = new byte[Math.Min(file.Length, sizeof(int) + SHA256.HashSizeInBytes)];
        file.Seek(0, SeekOrigin.Begin);
        file.ReadExactly(beginning);
        return $"{Convert.ToHexString(beginning)} {file.Length} {File.GetLastWriteTimeUtc(file.Name).Ticks}";
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
