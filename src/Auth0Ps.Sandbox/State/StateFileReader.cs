using System.Text.Json;

namespace Auth0Ps.Sandbox.State;

/// <summary>Reads a state file line by line. Nothing is written here: a file that cannot be read stays as it is.</summary>
internal sealed class StateFileReader
{
    private readonly string _path;
    private readonly byte[] _content;
    private readonly int _afterHeader;

    private StateFileReader(string path, byte[] content, StateHeader header, int afterHeader)
    {
        _path = path;
        _content = content;
        Header = header;
        _afterHeader = afterHeader;
    }

    public StateHeader Header { get; }

    /// <summary>The file with its header read, or null when there is no file.</summary>
    /// <exception cref="SandboxException">It is no state file, is of a newer format, or cannot be read.</exception>
    public static StateFileReader? TryOpen(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new SandboxException($"The state file '{path}' cannot be read: {problem.Message}", problem);
        }

        var end = Array.IndexOf(content, (byte)'\n');
        var header = end < 0 ? null : ReadHeader(content.AsSpan(0, end));
        if (header is null || header.Format != StateHeader.FormatName)
            throw new SandboxException($"'{path}' is not a state file of the sandbox, or its beginning is damaged. It was left as it is; choose another file.");
        if (header.Version > StateHeader.NewestVersion)
            throw new SandboxException($"The state file '{path}' has format {header.Version}, which is newer than this sandbox reads ({StateHeader.NewestVersion}). It was left as it is; use a newer sandbox or another file.");
        return new StateFileReader(path, content, header, end + 1);
    }

    /// <summary>All operations in order. A last line without its end is the trace of a crash: that change was never answered, so it is left out.</summary>
    /// <exception cref="SandboxException">A complete line cannot be read.</exception>
    public IEnumerable<StateOperation> Operations()
    {
        var lineNumber = 1;
        for (var start = _afterHeader; start < _content.Length;)
        {
            lineNumber++;
            var length = Array.IndexOf(_content, (byte)'\n', start) - start;
            if (length < 0)
                yield break;
            foreach (var operation in ReadLine(start, length, lineNumber))
                yield return operation;
            start += length + 1;
        }
    }

    private static StateHeader? ReadHeader(ReadOnlySpan<byte> line)
    {
        try
        {
            return StateLine.ReadHeader(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private IReadOnlyList<StateOperation> ReadLine(int start, int length, int lineNumber)
    {
        try
        {
            return StateLine.Read(_content.AsSpan(start, length));
        }
        catch (JsonException problem)
        {
            throw new SandboxException($"The state file '{_path}' is damaged in line {lineNumber}. It was left as it is; restore it from a copy or choose another file.", problem);
        }
    }
}
