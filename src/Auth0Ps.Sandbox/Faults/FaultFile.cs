namespace Auth0Ps.Sandbox.Faults;

/// <summary>A faults file that is read again whenever its time stamp or length changes.</summary>
internal sealed class FaultFile
{
    private readonly string _path;
    private readonly Action<string> _report;
    private (DateTime WrittenAt, long Length)? _read;
    private string? _reported;

    private FaultFile(string path, Action<string> report)
    {
        _path = Path.GetFullPath(path);
        _report = report;
        Rules = [];
    }

    /// <summary>The rules of the last version that could be read, with counters since then.</summary>
    public IReadOnlyList<ArmedFault> Rules { get; private set; }

    /// <summary>Reads the file for the first time.</summary>
    /// <exception cref="SandboxException">It cannot be read or is wrong.</exception>
    public static FaultFile Open(string path, Action<string> report)
    {
        var file = new FaultFile(path, report);
        try
        {
            file.Read();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new SandboxException($"The faults file '{path}' cannot be used: {problem.Message}", problem);
        }

        return file;
    }

    /// <summary>
    /// Reads the file again if it changed. One that is half-written, wrong or missing keeps the former rules, is tried again with the
    /// next request, and is reported once.
    /// </summary>
    public void Refresh()
    {
        try
        {
            if (Stamp() != _read)
                Read();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException)
        {
            if (_reported == problem.Message)
                return;
            _reported = problem.Message;
            _report($"The faults file '{_path}' cannot be used, so the former rules stay: {problem.Message}");
        }
    }

    private void Read()
    {
        // The stamp is taken first: a change during the read is then seen as a change next time.
        var stamp = Stamp();
        Rules = [.. FaultFileParser.Parse(ReadAllShared()).Select(rule => new ArmedFault(rule))];
        _read = stamp;
        _reported = null;
    }

    // The writer may still have the file open.
    private byte[] ReadAllShared()
    {
        using var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private (DateTime WrittenAt, long Length) Stamp()
    {
        var info = new FileInfo(_path);
        return info.Exists ? (info.LastWriteTimeUtc, info.Length) : throw new FileNotFoundException("The file does not exist.");
    }
}
