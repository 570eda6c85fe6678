namespace Auth0Ps.State;

/// <summary>A file beside the one that it becomes, so that a reader finds the whole of one or the other; gone where it does not become that.</summary>
internal sealed class DraftFile : IDisposable
{
    private readonly string _path;
    private readonly string _trial;

    /// <summary>Writes it.</summary>
    /// <param name="path">The file that it becomes.</param>
    public DraftFile(string path, byte[] bytes)
    {
        (_path, _trial) = (path, $"{path}.{Guid.NewGuid():n}.tmp");
        try
        {
            File.WriteAllBytes(_trial, bytes);
        }
        catch
        {
            File.Delete(_trial);
            throw;
        }
    }

    /// <summary>Puts it in its place.</summary>
    /// <param name="mayReplace">False refuses a file that exists.</param>
    public void Publish(bool mayReplace) => File.Move(_trial, _path, mayReplace);

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_trial);
}
