using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.State;

/// <summary>
/// The tenant on disk: a header line, then one JSON line for each change, appended before the change is answered. Rewritten without the
/// superseded lines at every start. Held by one process at a time.
/// </summary>
internal sealed class StateFile : IStateJournal, IDisposable
{
    private readonly string _path;
    private readonly FileStream _lock;
    private readonly StateFileReader? _reader;
    private FileStream? _appending;

    private StateFile(string path, FileStream heldLock, StateFileReader? reader)
    {
        _path = path;
        _lock = heldLock;
        _reader = reader;
    }

    /// <summary>Whether there is nothing to replay.</summary>
    public bool IsNew => _reader is null;

    /// <summary>The port that the tenant listened on when the file was last begun.</summary>
    public int? FormerPort => _reader is { } reader ? reader.Header.Port ?? (Uri.TryCreate(reader.Header.Domain, UriKind.Absolute, out var address) ? address.Port : null) : null;

    /// <summary>Takes the lock and reads the header.</summary>
    /// <exception cref="SandboxException">Held by another process, damaged, of a newer format, or not accessible.</exception>
    public static StateFile Open(string path)
    {
        var full = Path.GetFullPath(path);
        var heldLock = StateFileAccess.Lock(full);
        try
        {
            return new StateFile(full, heldLock, StateFileReader.TryOpen(full));
        }
        catch
        {
            heldLock.Dispose();
            throw;
        }
    }

    /// <summary>Fills the store from the file. Where the tenant's address has changed since, its own APIs move along.</summary>
    /// <exception cref="SandboxException">A line is damaged; the file is left as it is.</exception>
    public void Replay(TenantStore store, string domain)
    {
        _reader!.ReplayTo(store);
        StateRelocation.Apply(store, domain);
    }

    /// <summary>Writes the whole present state to a new file, puts it in place of the old one, and appends to it from now on.</summary>
    /// <exception cref="SandboxException">It cannot be written; the old file is untouched.</exception>
    public void Begin(TenantStore store, string domain, int port)
    {
        try
        {
            var temporary = _path + ".new";
            using (var stream = StateFileAccess.Create(temporary))
            {
                StateLine.Write(stream, new StateHeader { Domain = domain, Port = port });
                foreach (var operation in store.Snapshot())
                    StateLine.Write(stream, [operation]);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, _path, overwrite: true);
            // Unbuffered: what is written is with the operating system, and so survives the death of this process.
            _appending = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new SandboxException($"The state file '{_path}' cannot be written: {problem.Message}", problem);
        }
    }

    /// <exception cref="IOException">The disk is full, for example; the file is as before.</exception>
    public void Append(IReadOnlyList<StateOperation> operations)
    {
        var before = _appending!.Length;
        try
        {
            StateLine.Write(_appending, operations);
        }
        catch (IOException)
        {
            // Half a line would spoil the next one.
            _appending.SetLength(before);
            throw;
        }
    }

    public void Dispose()
    {
        _appending?.Dispose();
        _lock.Dispose();
    }
}
