namespace Auth0Ps.State;

/// <summary>Folders that only their owner may look into.</summary>
internal static class OwnerOnlyFolder
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Told of each folder whose entries were made to outlast a power failure; for tests.</summary>
    internal static Action<string>? Flushed { get; set; }

    /// <summary>Makes a folder when it is missing.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFolderUnsafe"/>: it is there already, and others own it or may write to it.</exception>
    public static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        RequireOwn(folder);
    }

    /// <summary>Refuses a folder in which others could put their own files in the place of ours; one that is missing is not refused.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFolderUnsafe"/>.</exception>
    public static void RequireOwn(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        UnixFileMode mode;
        try
        {
            mode = File.GetUnixFileMode(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Missing, or closed to us: its users are told.
            return;
        }

        var sub = Path.Combine(folder, "auth0ps");
        if ((mode & OthersWrite) != UnixFileMode.None)
            throw Unsafe(folder, "may be written to by others, who could have secrets sent where they want", $"Take that right away: chmod go-w '{folder}'. Or set {DataFolder.Variable} to a folder of its own, which is made when missing: {sub}");
        if (UnixFiles.OwnerOf(folder) is { } owner && owner != UnixFiles.User)
            throw Unsafe(folder, $"belongs to another user ({owner}; this process runs as {UnixFiles.User})", $"Run as that user, or set {DataFolder.Variable} to a folder of your own.");
    }

    /// <summary>Makes sure that what was renamed, made or removed in a folder is still so after a power failure.</summary>
    public static void Flush(string folder)
    {
        // Windows writes a rename through with the file itself, and has no such call for folders.
        if (!OperatingSystem.IsWindows())
            UnixFiles.Flush(folder);
        Flushed?.Invoke(folder);
    }

    private static Auth0Exception Unsafe(string folder, string what, string action) =>
        new(ErrorReason.StateFolderUnsafe, $"The folder '{folder}' {what}; nothing was read from it or written to it.", action) { Target = folder };
}
