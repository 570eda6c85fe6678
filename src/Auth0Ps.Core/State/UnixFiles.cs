using System.Runtime.InteropServices;
using System.Text;

namespace Auth0Ps.State;

/// <summary>What .NET has no call for: who owns a file, and writing a folder's entries through to the disk.</summary>
internal static class UnixFiles
{
    private const int CurrentFolder = -100;
    private const uint WantsOwner = 0x8;

    /// <summary>The user this process runs as.</summary>
    public static uint User { get; } = OperatingSystem.IsWindows() ? 0 : EffectiveUser();

    /// <summary>The owner of a file or folder, links followed; null where that cannot be found out here.</summary>
    public static uint? OwnerOf(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            // struct statx is the same on every processor: the mask first, the owner 20 bytes behind its beginning (statx(2)).
            var found = new byte[256];
            return StatX(CurrentFolder, Terminated(path), 0, WantsOwner, found) == 0 && (MemoryMarshal.Read<uint>(found) & WantsOwner) != 0
                ? MemoryMarshal.Read<uint>(found.AsSpan(20))
                : null;
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            // An older C library: the permissions have to do.
            return null;
        }
    }

    /// <summary>Writes a folder's entries through; a file system that cannot is left to do it in its own time.</summary>
    public static void Flush(string folder)
    {
        const int ReadOnly = 0;
        var file = Open(Terminated(folder), ReadOnly | (OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000));
        if (file < 0)
            return;
        _ = Sync(file);
        _ = Close(file);
    }

    private static byte[] Terminated(string path) => Encoding.UTF8.GetBytes(path + "\0");

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint EffectiveUser();

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, byte[] path, int flags, uint mask, [Out] byte[] found);

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int file);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}
