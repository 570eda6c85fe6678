using System.Collections.Concurrent;

namespace Auth0Ps.State;

/// <summary>What files held when they were read last, so that a thousand rotations do not read and understand a thousand files each.</summary>
/// <typeparam name="TContent">What a file holds; not changed once it was read.</typeparam>
internal sealed class FileMemory<TContent>
    where TContent : class
{
    /// <summary>A file written later than this may be written again without its time telling: file systems count in ticks of some milliseconds.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, (DateTime Written, long Length, TContent Content)> _known = new(StringComparer.Ordinal);

    /// <summary>The file's content as it is now.</summary>
    /// <param name="read">Reads it; null when it is not there.</param>
    public TContent? Read(string path, Func<string, TContent?> read)
    {
        // Before it is read: what is written meanwhile then shows the next time.
        var file = new FileInfo(path);
        var (written, length) = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        if (_known.TryGetValue(path, out var known) && (known.Written, known.Length) == (written, length))
            return known.Content;

        var content = read(path);
        if (content is not null && file.Exists && DateTime.UtcNow - written > Settled)
            _known[path] = (written, length, content);
        else
            _known.TryRemove(path, out _);
        return content;
    }

    /// <summary>Remembers what was just written, by one whom nobody else writes beside.</summary>
    /// <param name="content">What it holds now.</param>
    public void Keep(string path, TContent content)
    {
        var file = new FileInfo(path);
        if (file.Exists)
            _known[path] = (file.LastWriteTimeUtc, file.Length, content);
    }
}
