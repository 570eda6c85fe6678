namespace Auth0Ps.Storage;

/// <summary>An operating-system lock that one living process holds; free at once when that process dies, however it dies.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The lock file, which is never renamed or deleted, because that would let a second process in.</param>
    /// <param name="patience">How long to wait for another holder.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: another process kept it for too long, or it may not be opened.</exception>
    public static async Task<FileLock> TakeAsync(string path, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileLock(OwnerOnlyFile.Open(path, FileMode.OpenOrCreate, FileShare.None));
            }
            catch (UnauthorizedAccessException exception)
            {
                throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}' cannot be opened: {exception.Message}", "Check the owner and permissions of file and folder; nothing was changed.", exception) { Target = path };
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(started) < patience && Directory.Exists(Path.GetDirectoryName(path)))
            {
                await Task.Delay(Pause, cancellationToken);
            }
            catch (IOException exception)
            {
                throw new Auth0Exception(
                    ErrorReason.StateFileBusy,
                    $"'{path}' is held by another process and did not become free within {patience.TotalSeconds:0} seconds.",
                    "Wait for the other command to finish; a process that hangs has to be ended.",
                    exception)
                { Target = path };
            }
        }
    }

    /// <summary>True while somebody holds the lock. Looking takes it for an instant, which others pass over as they wait.</summary>
    /// <param name="path">The lock file.</param>
    public static bool IsTaken(string path)
    {
        try
        {
            using var free = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => _file.Dispose();
}
