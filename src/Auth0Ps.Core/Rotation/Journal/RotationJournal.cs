using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Auth0Ps.Connections;
using Auth0Ps.Storage;

namespace Auth0Ps.Rotation.Journal;

/// <summary>The journal: a file for each client, whose last rotation it describes. Whoever writes it holds the client's lease.</summary>
internal static class RotationJournal
{
    /// <summary>What client secrets need. A version that knows no more must not take a private key's rotation for one of those.</summary>
    private const int SecretFormat = 1;

    private const int KeyFormat = 2;

    /// <summary>What an unfinished rotation needs whose next value waits where a version before this one would not look for it.</summary>
    private const int Format = 3;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly FileMemory<RotationEntry> Memory = new();

    /// <summary>The folders in which this process has looked for unfinished rotations of versions that did not mark them.</summary>
    private static readonly ConcurrentDictionary<string, bool> Searched = new(StringComparer.Ordinal);

    /// <summary>Where the files are.</summary>
    public static string Folder => Path.Combine(DataFolder.Location, "journal");

    /// <summary>An empty file for each unfinished rotation: who looks for those reads no finished ones.</summary>
    private static string OpenFolder => Path.Combine(Folder, "open");

    /// <summary>What names a client in files.</summary>
    public static string KeyOf(string host, string clientId) => ClientIdentity.KeyOf(host, clientId);

    /// <summary>A client's last rotation; null when there was none.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileDamaged"/>, <see cref="ErrorReason.StateFileNewer"/> or <see cref="ErrorReason.StateFileBusy"/>.</exception>
    public static RotationEntry? Find(ClientIdentity client)
    {
        RotationEntry? found = null;
        foreach (var key in client.Keys)
        {
            if (Read(PathOf(key)) is { } entry && (found is null || entry.Supersedes(found)))
                found = entry;
        }

        return found;
    }

    /// <summary>The last rotations of all clients whose files can be read.</summary>
    /// <param name="damaged">Told of each file that cannot; the others do not wait for it. Null throws.</param>
    public static IReadOnlyList<RotationEntry> All(Action<Auth0Exception>? damaged = null) => ReadAll(FilesIn(Folder, "*.json"), damaged);

    /// <summary>The rotations that are not finished; what cannot be read of others says nothing here.</summary>
    public static IReadOnlyList<RotationEntry> Open()
    {
        if (Searched.TryAdd(Folder, true))
        {
            foreach (var entry in All(damaged: static _ => { }).Where(static entry => entry.IsOpen))
                Mark(entry);
        }

        return [.. ReadAll([.. FilesIn(OpenFolder, "*").Select(marker => PathOf(Path.GetFileName(marker)))], damaged: static _ => { }).Where(static entry => entry.IsOpen)];
    }

    /// <summary>Writes a client's rotation down; when this returns, a crash no longer changes it.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: it cannot be written.</exception>
    public static void Write(RotationEntry entry)
    {
        var path = PathOf(entry.FileName);
        try
        {
            OwnerOnlyFolder.Make(DataFolder.Location);
            OwnerOnlyFolder.Make(Folder);
            if (entry.IsOpen)
                Mark(entry);
            OwnerOnlyFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(new Document(FormatOf(entry), entry), Json));
            Memory.Keep(path, entry);
            if (!entry.IsOpen)
                Unmark(entry);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}' cannot be written: {exception.Message}", "Check free space and the folder's permissions.", exception) { Target = path };
        }
    }

    /// <summary>Moves a client's file that cannot be understood out of the way; whoever does that holds the client's lease.</summary>
    /// <returns>Where it is now; null where there is none such.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: it cannot be moved.</exception>
    public static string? SetAside(ClientIdentity client)
    {
        string? aside = null;
        foreach (var path in client.Keys.Select(PathOf).Where(IsDamaged))
        {
            aside = string.Create(CultureInfo.InvariantCulture, $"{path}.damaged-{DateTime.UtcNow:yyyyMMddHHmmssfff}");
            try
            {
                File.Move(path, aside);
                OwnerOnlyFolder.Flush(Folder);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}' is damaged and cannot be moved aside: {exception.Message}", "Check the owner and permissions of file and folder.", exception) { Target = path };
            }
        }

        return aside;
    }

    private static void Mark(RotationEntry entry)
    {
        var marker = Path.Combine(OpenFolder, entry.FileName);
        if (File.Exists(marker))
            return;
        OwnerOnlyFolder.Make(OpenFolder);
        OwnerOnlyFile.Open(marker, FileMode.OpenOrCreate, FileShare.ReadWrite).Dispose();
    }

    private static void Unmark(RotationEntry entry)
    {
        try
        {
            File.Delete(Path.Combine(OpenFolder, entry.FileName));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A marker too many costs a look into a file.
        }
    }

    private static bool IsDamaged(string path)
    {
        try
        {
            _ = Read(path);
            return false;
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.StateFileDamaged)
        {
            return true;
        }
    }

    private static string[] FilesIn(string folder, string pattern)
    {
        try
        {
            return Directory.GetFiles(folder, pattern);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"The folder '{folder}' cannot be read: {exception.Message}", "Check its owner and permissions.", exception) { Target = folder };
        }
    }

    private static List<RotationEntry> ReadAll(IReadOnlyList<string> paths, Action<Auth0Exception>? damaged)
    {
        var entries = new List<RotationEntry>();
        foreach (var path in paths)
        {
            try
            {
                if (Memory.Read(path, Read) is { } entry)
                    entries.Add(entry);
            }
            catch (Auth0Exception exception) when (damaged is not null)
            {
                damaged(exception);
            }
        }

        return entries;
    }

    private static int FormatOf(RotationEntry entry) =>
        entry is { IsOpen: true, NextSuffix: not null } ? Format
        : entry is { CredentialType: CredentialType.ClientSecret, MovesBack: false } ? SecretFormat
        : KeyFormat;

    private static string PathOf(string key) => Path.Combine(Folder, key + ".json");

    private static RotationEntry? Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var document = JsonSerializer.Deserialize<Document>(bytes, Json);
            if (document is { Format: > Format })
                throw new Auth0Exception(ErrorReason.StateFileNewer, $"'{path}' was written by a newer version of Auth0Ps.", "Update the module, or point AUTH0PS_HOME to another folder. The file is left as it is.") { Target = path };
            var entry = document?.Rotation ?? throw new JsonException("There is no rotation in it.");
            return entry.FindFault(Path.GetFileNameWithoutExtension(path)) is { } fault ? throw new JsonException(fault) : entry;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NotSupportedException or ArgumentException or FormatException or OverflowException)
        {
            throw new Auth0Exception(
                ErrorReason.StateFileDamaged,
                $"'{path}', which says how a rotation ended, is damaged and cannot be understood.",
                "Rotate it with -Force: that moves the file aside, and what waits in the vault decides how it goes on.",
                exception)
            { Target = path };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}', which says how a rotation ended, cannot be read: {exception.Message}", "Check the owner and permissions of the file; only this rotation waits for it.", exception) { Target = path };
        }
    }

    private sealed record Document(int Format, RotationEntry Rotation);
}
