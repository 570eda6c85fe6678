using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Logging;

/// <summary>Keeps the newest requests in memory and, when asked to, appends every one to a file.</summary>
internal sealed class RequestLog : IDisposable
{
    private const int Kept = 10_000;
    private readonly object _lock = new();
    private readonly Queue<RequestLogEntry> _newest = new();
    private readonly FileStream? _file;
    private readonly Action<string> _reportProblem;
    private bool _reported;

    /// <exception cref="SandboxException">The file cannot be opened.</exception>
    public RequestLog(string? path, Action<string> reportProblem)
    {
        _file = path is null ? null : Open(path);
        _reportProblem = reportProblem;
    }

    /// <summary>The newest entries, oldest first.</summary>
    public IReadOnlyList<RequestLogEntry> Newest()
    {
        lock (_lock)
            return _newest.ToArray();
    }

    /// <summary>Adds an entry. On return its line is in the file, so that a reader who then sees the answer finds the line as well.</summary>
    public void Add(RequestLogEntry entry)
    {
        var line = _file is null ? default : Line(entry);
        lock (_lock)
        {
            _newest.Enqueue(entry);
            if (_newest.Count > Kept)
                _newest.Dequeue();
            Write(line.Span);
        }
    }

    // A full disk under the log must not fail the request; it is said once.
    private void Write(ReadOnlySpan<byte> line)
    {
        try
        {
            _file?.Write(line);
        }
        catch (IOException problem) when (!_reported)
        {
            _reported = true;
            _reportProblem($"The log file can no longer be written: {problem.Message}");
        }
        catch (IOException)
        {
            // Reported before.
            return;
        }
    }

    public void Dispose() => _file?.Dispose();

    // Unbuffered, so each line is one write at the end of the file and readers see whole lines.
    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new SandboxException($"The log file '{path}' cannot be written: {problem.Message}", problem);
        }
    }

    private static ReadOnlyMemory<byte> Line(RequestLogEntry entry)
    {
        var json = JsonText.WriteObject(writer =>
        {
            writer.WriteString("time", entry.Time.UtcDateTime);
            writer.WriteString("method", entry.Method);
            writer.WriteString("path", entry.Path);
            writer.WriteNumber("status", entry.Status);
            writer.WriteOptional("clientSecretSha256", entry.ClientSecretSha256);
            writer.WriteOptional("fault", entry.Fault);
        });
        var line = new byte[json.Length + 1];
        json.CopyTo(line);
        line[^1] = (byte)'\n';
        return line;
    }
}
