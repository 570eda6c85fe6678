using Auth0Ps.ModuleBuilder.Reporting;

namespace Auth0Ps.ModuleBuilder.Staging;

/// <summary>
/// The folder of the finished module. Files that are as they should be are left alone, others are replaced as a
/// whole, and what does not belong there any more goes.
/// </summary>
internal sealed class OutputFolder(string folder, string moduleName, ErrorList errors)
{
    /// <summary>Brings the folder to exactly the given content.</summary>
    /// <param name="files">Content by path below the folder, with forward slashes.</param>
    internal void Write(IReadOnlyDictionary<string, byte[]> files)
    {
        Directory.CreateDirectory(folder);
        var present = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        if (present.Length > 0 && !Holds(".psd1") && !Holds(".dll"))
        {
            // Everything unknown is about to be deleted, so be sure whose folder it is.
            errors.Add(folder, ErrorCode.NotAModuleFolder, $"The folder holds files but no {moduleName} module, so it is not emptied. Name another one.");
            return;
        }

        foreach (var (name, content) in files)
            Attempt(Path.Combine(folder, name), path => Write(path, content));

        var wanted = files.Keys.Select(name => Path.GetFullPath(Path.Combine(folder, name))).ToHashSet(StringComparer.Ordinal);
        foreach (var stale in present.Where(path => !wanted.Contains(Path.GetFullPath(path))))
            Attempt(stale, File.Delete);

        RemoveEmptyFolders();
    }

    private bool Holds(string extension) => File.Exists(Path.Combine(folder, moduleName + extension));

    private static void Write(string path, byte[] content)
    {
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            return;

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private void Attempt(string path, Action<string> action)
    {
        try
        {
            action(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.Add(
                path,
                ErrorCode.FileInUse,
                $"{exception.Message} A PowerShell that has imported the module keeps its files open: close it and build again.");
        }
    }

    private void RemoveEmptyFolders()
    {
        var folders = Directory.GetDirectories(folder, "*", SearchOption.AllDirectories);
        foreach (var empty in folders.OrderByDescending(path => path.Length).Where(path => !Directory.EnumerateFileSystemEntries(path).Any()))
            Directory.Delete(empty);
    }
}
