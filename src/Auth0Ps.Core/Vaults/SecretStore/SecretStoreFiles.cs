using Auth0Ps.State;

namespace Auth0Ps.Vaults.SecretStore;

/// <summary>The files of one user's SecretStore, and the copy that this module keeps of them.</summary>
/// <remarks>
/// SecretStore (1.0.6) writes its file in place: a process that is killed meanwhile leaves one that nobody can read. Here it is replaced as
/// a whole, so that a kill leaves the old file or the new one; and what was written last can be read in a copy, should SecretStore itself be
/// killed at a later write of someone else.
/// </remarks>
/// <param name="store">The file with the entries.</param>
/// <param name="key">The file with the key.</param>
/// <param name="configuration">The file with the settings.</param>
internal sealed class SecretStoreFiles(string store, string key, string configuration)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>The name of the folder that has the copy.</summary>
    public const string CopyFolderName = "auth0ps-copy";

    /// <summary>The file with the entries.</summary>
    public string Store => store;

    /// <summary>The file with the key.</summary>
    public string Key => key;

    /// <summary>The file with the settings.</summary>
    public string Configuration => configuration;

    /// <summary>The folder that has the copy.</summary>
    public string CopyFolder => Path.Combine(Path.GetDirectoryName(store)!, CopyFolderName);

    /// <summary>The copy; it may be none yet.</summary>
    public SecretStoreFiles Copy => new(InCopy(store), InCopy(key), InCopy(configuration));

    /// <summary>Opens the file with the entries, which SecretStore cannot write in any process until it is disposed of; reading still works.</summary>
    /// <param name="patience">How long to wait for a process that writes it.</param>
    /// <exception cref="IOException">It is missing, or a process writes it for too long.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public OpenSecretStore Open(TimeSpan patience)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                // What is behind a link is what SecretStore writes.
                var path = File.ResolveLinkTarget(store, returnFinalTarget: true)?.FullName ?? store;
                return new OpenSecretStore(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete));
            }
            catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException) && TimeProvider.System.GetElapsedTime(started) < patience)
            {
                Thread.Sleep(Pause);
            }
        }
    }

    /// <summary>When the file with the entries was last written, in UTC.</summary>
    public DateTime LastWrite => File.GetLastWriteTimeUtc(store);

    /// <summary>Keeps a copy of the files, once they are known to be whole.</summary>
    /// <param name="entries">What the file with the entries says.</param>
    public void KeepCopy(byte[] entries)
    {
        try
        {
            OwnerOnlyFolder.Make(CopyFolder);
            foreach (var path in new[] { key, configuration })
            {
                var content = File.ReadAllBytes(path);
                if (!File.Exists(InCopy(path)) || !content.AsSpan().SequenceEqual(File.ReadAllBytes(InCopy(path))))
                    OwnerOnlyFile.Replace(InCopy(path), content);
            }

            OwnerOnlyFile.RemoveLeftOver(InCopy(store));
            OwnerOnlyFile.Replace(InCopy(store), entries);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The files themselves are written; without room for a copy the previous copy stays.
        }
    }

    private string InCopy(string path) => Path.Combine(CopyFolder, Path.GetFileName(path));
}
