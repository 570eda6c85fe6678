namespace Auth0Ps.State;

/// <summary>Files that only their owner may read.</summary>
internal static class OwnerOnlyFile
{
    /// <summary>Opens a file for writing; one made here can be opened only by its owner, from its first byte on.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFolderUnsafe"/>: it is a link, which would write elsewhere.</exception>
    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        RequireNoLink(path);
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows() && mode is FileMode.Create or FileMode.CreateNew or FileMode.OpenOrCreate)
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>Refuses a link in the place of a file: what is added would go to a file that nobody chose, and what is read would come from there.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFolderUnsafe"/>.</exception>
    public static void RequireNoLink(string path)
    {
        if (OperatingSystem.IsWindows() || new FileInfo(path).LinkTarget is not { } target)
            return;
        throw new Auth0Exception(
            ErrorReason.StateFolderUnsafe,
            $"'{path}' is a symbolic link to '{target}', and is not followed; nothing was written.",
            $"Put the file itself in the link's place, or set {DataFolder.Variable} to the folder that it is in.")
        { Target = path };
    }

    /// <summary>Removes what killed writers of this file left behind; only for one who holds the file's lock.</summary>
    public static void RemoveLeftOver(string path)
    {
        try
        {
            foreach (var temporary in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".*.tmp"))
                File.Delete(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // They do no harm; the next change tries again.
        }
    }

    /// <summary>Replaces a file as a whole: after a crash there is the old content or the new, never a part.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            using (var stream = Open(temporary, FileMode.CreateNew, FileShare.None))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            OwnerOnlyFolder.Flush(Path.GetDirectoryName(path)!);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
