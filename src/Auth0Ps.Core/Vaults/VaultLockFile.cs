using Auth0Ps.State;

namespace Auth0Ps.Vaults;

/// <summary>One user's lock on one vault as a file. A process that dies lets go at once, however it dies.</summary>
/// <param name="path">The file.</param>
internal sealed class VaultLockFile(string path)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    /// <summary>Held by the next of all processes.</summary>
    private string NextPath => path + ".next";

    /// <summary>The lock that the callers of this process share.</summary>
    public static VaultLock LockOf(string path)
    {
        var file = new VaultLockFile(path);
        return new VaultLock(file.TakeAsync, () => FileLock.IsTaken(file.NextPath), Pause);
    }

    private async Task<IDisposable> TakeAsync(string vault, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            OwnerOnlyFolder.Make(Path.GetDirectoryName(path)!);
            var started = TimeProvider.System.GetTimestamp();
            using var next = await FileLock.TakeAsync(NextPath, patience, cancellationToken);
            return await FileLock.TakeAsync(path, patience - TimeProvider.System.GetElapsedTime(started), cancellationToken);
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.StateFileBusy)
        {
            throw new Auth0Exception(
                ErrorReason.VaultBusy,
                $"Another process works with the vault '{vault}' and did not finish within {patience.TotalSeconds:0} seconds.",
                "Wait for the other command to finish and try again; a process that hangs has to be ended.")
            { Target = vault };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Auth0Exception { Reason: ErrorReason.LockUnavailable })
        {
            var cause = exception is Auth0Exception ? exception.InnerException ?? exception : exception;
            throw new Auth0Exception(
                ErrorReason.VaultUnavailable,
                $"The lock file '{path}' for the vault '{vault}' cannot be opened: {cause.Message}",
                "Check the owner and the permissions of the file and its folder, and that there is room on the disk; nothing was changed.",
                exception)
            { Target = vault };
        }
    }
}
