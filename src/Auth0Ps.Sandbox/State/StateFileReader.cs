using System.Text.Json;
using Auth0Ps.Sandbox.Tenant;

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

    /// <summary>The file with its header read, or null when there is no file or nothing in it.</summary>
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

        // Made in advance by the caller, to choose its name or its mode.
        if (content.Length == 0)
            return null;
        var end = Array.IndexOf(content, (byte)'\n');
        var header = end < 0 ? null : ReadHeader(content.AsSpan(0, end));
        if (header is null || header.Format != StateHeader.FormatName)
            throw new SandboxException($"'{path}' is not a state file of the sandbox, or its beginning is damaged. It was left as it is; choose another file.");
        if (header.Version > StateHeader.NewestVersion)
            throw new SandboxException($"The state file '{path}' has format {header.Version}, which is newer than this sandbox reads ({StateHeader.NewestVersion}). It was left as it is; use a newer sandbox or another file.");
        return new StateFileReader(path, content, header, end + 1);
    }

    /// <summary>
    /// Applies every change in order. A last line without its end is the trace of a crash: that change was never answered, so it is left out.
    /// </summary>
    /// <exception cref="SandboxException">A complete line cannot be read, or something every tenant has is missing.</exception>
    public void ReplayTo(TenantStore store)
    {
        var lineNumber = 1;
        for (var start = _afterHeader; start < _content.Length;)
        {
            lineNumber++;
            var length = Array.IndexOf(_content, (byte)'\n', start) - start;
            if (length < 0)
                break;
            ApplyLine(store, start, length, lineNumber);
            start += length + 1;
        }

        if (store.Settings.ManagementClientId.Length == 0 || store.SigningKeys.All().All(key => key.Role != SigningKeyRole.Current) || !store.ResourceServers.All().Any(server => server.IsManagement))
            throw Damaged($"after line {lineNumber}, where something is missing", null);
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

    private void ApplyLine(TenantStore store, int start, int length, int lineNumber)
    {
        try
        {
            foreach (var operation in StateLine.Read(_content.AsSpan(start, length)))
                store.Apply(operation);
        }
        catch (JsonException problem)
        {
            throw Damaged($"in line {lineNumber}", problem);
        }
    }

    private SandboxException Damaged(string where, Exception? cause) =>
        new($"The state file '{_path}' is damaged {where}. It was left as it is; restore it from a copy or choose another file.", cause!);
}
