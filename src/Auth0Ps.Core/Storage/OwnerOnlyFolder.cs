namespace Auth0Ps.Storage;

/// <summary>Folders that only their owner may look into.</summary>
internal static class OwnerOnlyFolder
{
    /// <summary>Makes a folder when it is missing.</summary>
    public static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
