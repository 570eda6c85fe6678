using System.Collections.Concurrent;
using System.Globalization;
using Auth0Ps.Connections;
using Auth0Ps.State;

namespace Auth0Ps.Rotation.Journal;

/// <summary>The journal as a folder with a file for each client.</summary>
/// <param name="folder">The data folder.</param>
internal sealed class FolderJournal(DataFolder folder) : IRotationJournal
{
    private readonly FileMemory<RotationEntry> _memory = new();

    /// <summary>The folders in which this process has looked for unfinished rotations of versions that did not mark them.</summary>
    private readonly ConcurrentDictionary<string, bool> _searched = new(StringComparer.Ordinal);

    /// <summary>Where the files are.</summary>
    public string Folder => Path.Combine(folder.Location, "journal");

    /// <summary>An empty file for each unfinished rotation: who looks for those reads no finished ones.</summary>
    private string OpenFolder => Path.Combine(Folder, "open");

    /// <inheritdoc/>
    public RotationEntry? Find(ClientIdentity client)
    {
        RotationEntry? found = null;
        foreach (var key in client.Keys)
        {
            if (Read(PathOf(key)) is { } entry && (found is null || entry.Supersedes(found)))
                found = entry;
        }

        return found;
    }

    /// <inheritdoc/>
    public IReadOnlyList<RotationEntry> All(Action<string, Auth0Exception>? damaged = null) => ReadAll(FilesIn(Folder, "*.json"), damaged);

    /// <inheritdoc/>
    public IReadOnlyList<RotationEntry> Open()
    {
        if (_searched.TryAdd(Folder, true))
        {
            foreach (var entry in All(damaged: static (_, _) => { }).Where(static entry => entry.IsOpen))
                Mark(entry);
        }

        return [.. ReadAll([.. FilesIn(OpenFolder, "*").Select(marker => PathOf(Path.GetFileName(marker)))], damaged: static (_, _) => { }).Where(static entry => entry.IsOpen)];
    }

    /// <inheritdoc/>
    public void Write(RotationEntry entry)
    {
        var path = PathOf(entry.FileName);
        try
        {
            OwnerOnlyFolder.Make(folder.Location);
            OwnerOnlyFolder.Make(Folder);
            if (entry.IsOpen)
                Mark(entry);
            OwnerOnlyFile.Replace(path, JournalDocument.Write(entry));
            _memory.Keep(path, entry);
            if (!entry.IsOpen)
                Unmark(entry);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}' cannot be written: {exception.Message}", "Check free space and the folder's permissions.", exception) { Target = path };
        }
    }

    /// <inheritdoc/>
    public string? SetAside(ClientIdentity client)
    {
        string? aside = null;
        foreach (var path in client.Keys.Select(PathOf).Where(IsDamaged))
        {
            aside = string.Create(CultureInfo.InvariantCulture, $"{path}.damaged-{DateTime.UtcNow:yyyyMMddHHmmssfff}");
            try
            {
                File.Move(path, aside);
                OwnerOnlyFolder.Flush(Folder);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}' is damaged and cannot be moved aside: {exception.Message}", "Check the owner and permissions of file and folder.", exception) { Target = path };
            }
        }

        return aside;
    }

    /// <inheritdoc/>
    public string RequireWritable()
    {
        try
        {
            OwnerOnlyFolder.Make(folder.Location);
            OwnerOnlyFolder.Make(Folder);
            var trial = Path.Combine(Folder, $"{Guid.NewGuid():n}.tmp");
            OwnerOnlyFile.Replace(trial, "{}"u8);
            File.Delete(trial);
            return Folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{Folder}' cannot be written: {exception.Message}", "Check free space and the folder's permissions; without its journal no rotation begins.", exception) { Target = Folder };
        }
    }

    private void Mark(RotationEntry entry)
    {
        var marker = Path.Combine(OpenFolder, entry.FileName);
        if (File.Exists(marker))
            return;
        OwnerOnlyFolder.Make(OpenFolder);
        OwnerOnlyFile.Open(marker, FileMode.OpenOrCreate, FileShare.ReadWrite).Dispose();
    }

    private void Unmark(RotationEntry entry)
    {
        try
        {
            File.Delete(Path.Combine(OpenFolder, entry.FileName));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A marker too many costs a look into a file.
        }
    }

    private static bool IsDamaged(string path)
    {
        try
        {
            _ = Read(path);
            return false;
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.StateFileDamaged)
        {
            return true;
        }
    }

    private static string[] FilesIn(string place, string pattern)
    {
        try
        {
            return Directory.GetFiles(place, pattern);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"The folder '{place}' cannot be read: {exception.Message}", "Check its owner and permissions.", exception) { Target = place };
        }
    }

    private List<RotationEntry> ReadAll(IReadOnlyList<string> paths, Action<string, Auth0Exception>? damaged)
    {
        var entries = new List<RotationEntry>();
        foreach (var path in paths)
        {
            try
            {
                if (_memory.Read(path, Read) is { } entry)
                    entries.Add(entry);
            }
            catch (Auth0Exception exception) when (damaged is not null)
            {
                damaged(Path.GetFileNameWithoutExtension(path), exception);
            }
        }

        return entries;
    }

    private string PathOf(string key) => Path.Combine(Folder, key + ".json");

    private static RotationEntry? Read(string path)
    {
        try
        {
            return JournalDocument.Read(File.ReadAllBytes(path), Path.GetFileNameWithoutExtension(path), path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}', which says how a rotation ended, cannot be read: {exception.Message}", "Check the owner and permissions of the file; only this rotation waits for it.", exception) { Target = path };
        }
    }
}
