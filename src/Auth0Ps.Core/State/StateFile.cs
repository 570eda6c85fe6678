namespace Auth0Ps.State;

/// <summary>A JSON file with a format number that several processes change at once without losing each other's changes.</summary>
/// <typeparam name="TItem">What it holds a list of.</typeparam>
/// <param name="folder">The data folder.</param>
/// <param name="fileName">The file's name in the data folder.</param>
/// <param name="listName">The list's name in the file.</param>
/// <param name="patience">How long to wait for other processes.</param>
/// <param name="form">What an item looks like in the file; as it is when null.</param>
internal sealed class StateFile<TItem>(DataFolder folder, string fileName, string listName, TimeSpan patience, StateFileForm<TItem>? form = null) : IStateList<TItem>
{
    private readonly StateDocument<TItem> _document = new(listName, form);

    private readonly FileMemory<IReadOnlyList<TItem>> _memory = new();

    /// <summary>The list as it is now; empty when there is no file yet.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileDamaged"/> or <see cref="ErrorReason.StateFileNewer"/>.</exception>
    public IReadOnlyList<TItem> Read()
    {
        var location = folder.Location;
        OwnerOnlyFolder.RequireOwn(location);
        return _memory.Read(Path.Combine(location, fileName), ReadFrom)!;
    }

    /// <summary>Changes the list while no other process can.</summary>
    /// <param name="change">Makes the new list of the present one; throws to leave everything as it is.</param>
    public async Task UpdateAsync(Func<IReadOnlyList<TItem>, IReadOnlyList<TItem>> change, CancellationToken cancellationToken)
    {
        var path = folder.File(fileName);
        using var held = await FileLock.TakeAsync(path + ".lock", patience, cancellationToken);
        var changed = change(ReadFrom(path));
        OwnerOnlyFile.RemoveLeftOver(path);
        try
        {
            OwnerOnlyFile.Replace(path, _document.Write(changed));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}' cannot be written: {exception.Message}", "Check free space and the folder's permissions; nothing was changed.", exception) { Target = path };
        }
    }

    private IReadOnlyList<TItem> ReadFrom(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}' cannot be read: {exception.Message}", "Check the file's owner and permissions.", exception) { Target = path };
        }

        return _document.Parse(path, bytes);
    }
}
