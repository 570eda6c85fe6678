using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Auth0Ps.Storage;

namespace Auth0Ps.Rotation.Journal;

/// <summary>All rotations into vaults, one JSON line each, only ever added to. A line that a crash tore is skipped.</summary>
internal static class RotationHistory
{
    private const string FileName = "history.jsonl";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly SemaphoreSlim Turn = new(1, 1);

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The records, newest first.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: the file cannot be read.</exception>
    public static IReadOnlyList<Auth0SecretRotationRecord> NewestFirst()
    {
        var path = Path.Combine(DataFolder.Location, FileName);
        OwnerOnlyFolder.RequireOwn(DataFolder.Location);
        OwnerOnlyFile.RequireNoLink(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var lines = new StreamReader(file, Encoding.UTF8);
            var records = new List<Auth0SecretRotationRecord>();
            while (lines.ReadLine() is { } line)
            {
                if (Parse(line) is { } record)
                    records.Add(record);
            }

            records.Reverse();
            return records;
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

    /// <summary>Makes sure, before anything is changed, that a rotation's end can be written down.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: the file cannot be written.</exception>
    internal static Task RequireWritableAsync() => WriteAsync(static _ => Task.CompletedTask);

    internal static Task AppendAsync(Auth0SecretRotationRecord record) => WriteAsync(async file =>
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(record, Json);
        var start = EndsInMidLine(file) ? "\n"u8.ToArray() : [];
        file.Seek(0, SeekOrigin.End);
        await file.WriteAsync((byte[])[.. start, .. line, (byte)'\n']);
        file.Flush(flushToDisk: true);
        if (file.Position == line.Length + 1)
            OwnerOnlyFolder.Flush(DataFolder.Location);
    });

    private static async Task WriteAsync(Func<FileStream, Task> write)
    {
        var path = DataFolder.File(FileName);
        await Turn.WaitAsync();
        try
        {
            using var alone = await FileLock.TakeAsync(path + ".lock", Patience, CancellationToken.None);
            await using var file = OwnerOnlyFile.Open(path, FileMode.OpenOrCreate, FileShare.Read);
            await write(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}' cannot be written: {exception.Message}", "Check free space and the folder's permissions.", exception) { Target = path };
        }
        finally
        {
            Turn.Release();
        }
    }

    private static bool EndsInMidLine(FileStream file)
    {
        if (file.Length == 0)
            return false;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    private static Auth0SecretRotationRecord? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Auth0SecretRotationRecord>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
