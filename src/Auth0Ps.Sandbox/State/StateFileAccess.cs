namespace Auth0Ps.Sandbox.State;

/// <summary>Opens the state's files so that only their owner can read them.</summary>
internal static class StateFileAccess
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Holds a file beside the state for as long as the stream is open. A file of its own, because the state is replaced by renaming, and never
    /// deleted, because deleting would let two processes hold two different ones. The system frees it when the process dies.
    /// </summary>
    /// <exception cref="SandboxException">Another process holds it, or the folder is not there or not writable.</exception>
    public static FileStream Lock(string path)
    {
        try
        {
            return Open(path + ".lock", FileMode.OpenOrCreate, FileShare.None);
        }
        catch (Exception problem) when (problem is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new SandboxException($"The state file '{path}' cannot be used: {problem.Message}", problem);
        }
        catch (IOException problem)
        {
            throw new SandboxException($"The state file '{path}' is in use by another sandbox. Stop that one, or choose another file.", problem);
        }
    }

    /// <summary>An empty file, whatever was there before.</summary>
    public static FileStream Create(string path)
    {
        // A file left by a crash keeps its mode, so it is made anew.
        File.Delete(path);
        return Open(path, FileMode.CreateNew, FileShare.None);
    }

    private static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }
}
