using Auth0Ps.Storage;

namespace Auth0Ps.Vaults.SecretStore;

/// <summary>A SecretStore whose file no process can write until this is disposed of.</summary>
public sealed class OpenSecretStore : IDisposable
{
    private readonly FileStream _file;

    internal OpenSecretStore(FileStream file)
    {
        _file = file;
        Content = new byte[file.Length];
        file.ReadExactly(Content);
    }

    /// <summary>What the file says.</summary>
    public byte[] Content { get; }

    /// <summary>Puts another file in its place, which is either done or not, whatever ends the process meanwhile.</summary>
    /// <param name="content">What it is to say.</param>
    /// <exception cref="IOException">It was not replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be replaced.</exception>
    public void Replace(byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var path = _file.Name;
        OwnerOnlyFile.RemoveLeftOver(path);

        // Elsewhere than on Windows the file stays locked until the new one is in its place.
        if (OperatingSystem.IsWindows())
            _file.Dispose();
        OwnerOnlyFile.Replace(path, content);

        // SecretStore's watcher in other sessions looks for written files, not for renamed ones.
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
