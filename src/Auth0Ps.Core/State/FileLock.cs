using System.Collections.Concurrent;

namespace Auth0Ps.State;

/// <summary>An operating-system lock that one living process holds; free at once when that process dies, however it dies.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    /// <summary>The folders in which a lock was seen to keep a second holder out.</summary>
    private static readonly ConcurrentDictionary<string, bool> Proven = new(StringComparer.Ordinal);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The lock file, which is never renamed or deleted, because that would let a second process in.</param>
    /// <param name="patience">How long to wait for another holder.</param>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.StateFileBusy"/>: another process kept it for too long. <see cref="ErrorReason.LockUnavailable"/>: the file may
    /// not be opened, or its file system does not keep a second holder out.
    /// </exception>
    public static async Task<FileLock> TakeAsync(string path, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            FileStream file;
            try
            {
                file = OwnerOnlyFile.Open(path, FileMode.OpenOrCreate, FileShare.None);
            }
            catch (IOException exception) when (IsHeldByAnother(exception))
            {
                if (TimeProvider.System.GetElapsedTime(started) >= patience)
                {
                    throw new Auth0Exception(
                        ErrorReason.StateFileBusy,
                        $"'{path}' is held by another process and did not become free within {patience.TotalSeconds:0} seconds.",
                        "Wait for the other command to finish; a process that hangs has to be ended.",
                        exception)
                    { Target = path };
                }

                await Task.Delay(Pause, cancellationToken);
                continue;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw Unavailable(path, exception);
            }

            RequireEffect(path, file);
            return new FileLock(file);
        }
    }

    /// <summary>Whether someone has the lock, found out without taking it, so that several who ask are not in each other's way.</summary>
    /// <param name="path">The lock file.</param>
    public static bool IsTaken(string path)
    {
        try
        {
            // To share, which only the holder, who does not, is against.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
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

    /// <summary>Whether locks in a folder, which must exist, keep a second holder out.</summary>
    /// <param name="folder">The folder.</param>
    public static bool WorksIn(string folder)
    {
        var path = Path.Combine(folder, "lock-test.lock");
        try
        {
            using var first = OwnerOnlyFile.Open(path, FileMode.OpenOrCreate, FileShare.None);
            return KeepsOut(path);
        }
        catch (IOException exception) when (IsHeldByAnother(exception))
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Auth0Exception)
        {
            return false;
        }
    }

    /// <summary>Says that a lock cannot be had, and what would help.</summary>
    /// <param name="path">The lock file, or its folder.</param>
    /// <param name="exception">Why not.</param>
    public static Auth0Exception Unavailable(string path, Exception exception) => new(
        ErrorReason.LockUnavailable,
        $"The lock '{path}' cannot be opened, and without it nothing is changed: {exception.Message}",
        $"Check the owner and permissions of file and folder, and free space; or set {DataFolder.Variable} to a folder of your own.",
        exception)
    { Target = path };

    public void Dispose() => _file.Dispose();

    /// <summary>Refuses a lock that a second holder would get beside the first: once for each folder, by trying it.</summary>
    private static void RequireEffect(string path, FileStream held)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (Proven.ContainsKey(folder))
            return;
        if (KeepsOut(path))
        {
            Proven[folder] = true;
            return;
        }

        held.Dispose();
        throw new Auth0Exception(
            ErrorReason.LockUnavailable,
            $"Files in '{folder}' cannot be locked: while one holder has '{Path.GetFileName(path)}', a second one gets it too, so two commands could change the same secret at once. Nothing was changed.",
            $"Clear the variable DOTNET_SYSTEM_IO_DISABLEFILELOCKING if it is set; else the file system has no locks: set {DataFolder.Variable}, or the home folder, to one on a local disk.")
        { Target = path };
    }

    private static bool KeepsOut(string path)
    {
        try
        {
            OwnerOnlyFile.Open(path, FileMode.Open, FileShare.None).Dispose();
            return false;
        }
        catch (IOException exception) when (IsHeldByAnother(exception))
        {
            return true;
        }
    }

    /// <summary>EWOULDBLOCK of Linux and macOS, the sharing and lock violations of Windows; everything else is no other holder.</summary>
    private static bool IsHeldByAnother(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xFFFF) is 32 or 33 : exception.HResult is 11 or 35;
}
