using System.Text;
using Auth0Ps.State;

namespace Auth0Ps.Rotation.Journal;

/// <summary>The history as a file: one JSON line a rotation. A line that a crash tore is skipped.</summary>
/// <param name="patience">How long to wait for other processes.</param>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing to dispose of.
internal sealed class FolderHistory(DataFolder folder, TimeSpan patience) : IRotationHistory
#pragma warning restore CA1001
{
    private const string FileName = "history.jsonl";

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <inheritdoc/>
    public IReadOnlyList<Auth0SecretRotationRecord> NewestFirst() => [.. Lines().Reverse().Select(HistoryLine.Parse).OfType<Auth0SecretRotationRecord>()];

    /// <inheritdoc/>
    public IReadOnlyList<string> Lines()
    {
        var path = Path.Combine(folder.Location, FileName);
        OwnerOnlyFolder.RequireOwn(folder.Location);
        OwnerOnlyFile.RequireNoLink(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.UTF8);
            var lines = new List<string>();
            while (reader.ReadLine() is { } line)
            {
                // A disk that lost its power may have left zeros.
                if (!string.IsNullOrWhiteSpace(line) && !line.Contains('\0', StringComparison.Ordinal))
                    lines.Add(line);
            }

            return lines;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}' cannot be read: {exception.Message}", "Check the file's owner and permissions.", exception) { Target = path };
        }
    }

    /// <inheritdoc/>
    public Task RequireWritableAsync() => WriteAsync(static _ => Task.CompletedTask);

    /// <inheritdoc/>
    public Task AppendAsync(Auth0SecretRotationRecord record) => WriteAsync(async file =>
    {
        var line = HistoryLine.Write(record);
        var start = EndsInMidLine(file) ? "\n"u8.ToArray() : [];
        file.Seek(0, SeekOrigin.End);
        await file.WriteAsync((byte[])[.. start, .. line, (byte)'\n']);
        file.Flush(flushToDisk: true);
        if (file.Position == line.Length + 1)
            OwnerOnlyFolder.Flush(folder.Location);
    });

    /// <inheritdoc/>
    public Task ReplaceAsync(IReadOnlyList<string> lines) => WriteAsync(file =>
    {
        OwnerOnlyFile.Replace(file.Name, Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\n"))));
        return Task.CompletedTask;
    });

    private async Task WriteAsync(Func<FileStream, Task> write)
    {
        var path = folder.File(FileName);
        await _turn.WaitAsync();
        try
        {
            using var turn = await FileLock.TakeAsync(path + ".lock", patience, CancellationToken.None);
            await using var file = OwnerOnlyFile.Open(path, FileMode.OpenOrCreate, FileShare.Read);
            await write(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}' cannot be written: {exception.Message}", "Check free space and the folder's permissions.", exception) { Target = path };
        }
        finally
        {
            _turn.Release();
        }
    }

    private static bool EndsInMidLine(FileStream file)
    {
        if (file.Length == 0)
            return false;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }
}
