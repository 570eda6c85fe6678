using System.Diagnostics;

namespace Auth0Ps.Core.Tests.Support;

/// <summary>A file system of a few pages in memory, mounted for a process of its own and reached through that; full on request.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Page = 4096;

    private readonly Process _holder;

    private SmallDisk(Process holder, string folder)
    {
        _holder = holder;
        Folder = folder;
    }

    /// <summary>Its root.</summary>
    public string Folder { get; }

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Mounts it; null where that is not possible.</summary>
    public static async Task<SmallDisk?> MountAsync()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        foreach (var rights in new[] { "-rm", "-m" })
        {
            var start = new ProcessStartInfo("unshare", [rights, "sh", "-c", "mount -t tmpfs -o size=512k tmpfs /mnt && echo ready && exec cat"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            try
            {
                var holder = Process.Start(start)!;
                if (await holder.StandardOutput.ReadLineAsync() == "ready")
                    return new SmallDisk(holder, $"/proc/{holder.Id}/root/mnt");
                holder.Dispose();
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Fills it, but for some pages.</summary>
    public void Fill(int pagesLeft)
    {
        Free();
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[Page];
        try
        {
            while (true)
                filler.Write(page);
        }
        catch (IOException)
        {
            filler.SetLength(Math.Max(0, filler.Length - ((long)pagesLeft * Page)));
        }
    }

    /// <summary>Makes room again.</summary>
    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        _holder.StandardInput.Close();
        _holder.WaitForExit();
        _holder.Dispose();
    }
}
