using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Auth0Ps.Storage;

namespace Auth0Ps.Rotation.Journal;

/// <summary>The journal: a file for each client, whose last rotation it describes. Whoever writes it holds the client's lease.</summary>
internal static class RotationJournal
{
    /// <summary>What client secrets need. A version that knows no more must not take a private key's rotation for one of those.</summary>
    private const int SecretFormat = 1;

    private const int Format = 2;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly FileMemory<RotationEntry> Memory = new();

    /// <summary>Where the files are.</summary>
    public static string Folder => Path.Combine(DataFolder.Location, "journal");

    /// <summary>What names a client in files: two tenants may have clients of one id.</summary>
    public static string KeyOf(string domain, string clientId) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{domain.ToLowerInvariant()}\n{clientId}")).AsSpan(0, 16)).ToLowerInvariant();

    /// <summary>A client's last rotation; null when there was none.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileDamaged"/> or <see cref="ErrorReason.StateFileNewer"/>.</exception>
    public static RotationEntry? Find(string domain, string clientId) => Read(PathOf(domain, clientId));

    /// <summary>The last rotations of all clients whose files can be read.</summary>
    /// <param name="damaged">Told of each file that cannot; the others do not wait for it. Null throws.</param>
    public static IReadOnlyList<RotationEntry> All(Action<Auth0Exception>? damaged = null)
    {
        if (!Directory.Exists(Folder))
            return [];

        var entries = new List<RotationEntry>();
        foreach (var path in Directory.GetFiles(Folder, "*.json"))
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

    /// <summary>Writes a client's rotation down; when this returns, a crash no longer changes it.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileBusy"/>: it cannot be written.</exception>
    public static void Write(RotationEntry entry)
    {
        var path = PathOf(entry.Domain, entry.ClientId);
        try
        {
            OwnerOnlyFolder.Make(DataFolder.Location);
            OwnerOnlyFolder.Make(Folder);
            OwnerOnlyFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(new Document(entry.CredentialType == CredentialType.ClientSecret && !entry.MovesBack ? SecretFormat : Format, entry), Json));
            Memory.Keep(path, entry);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}' cannot be written: {exception.Message}", "Check free space and the folder's permissions.", exception) { Target = path };
        }
    }

    private static string PathOf(string domain, string clientId) => Path.Combine(Folder, KeyOf(domain, clientId) + ".json");

    private static RotationEntry? Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var document = JsonSerializer.Deserialize<Document>(bytes, Json);
            if (document is { Format: > Format })
                throw new Auth0Exception(ErrorReason.StateFileNewer, $"'{path}' was written by a newer version of Auth0Ps.", "Update the module, or point AUTH0PS_HOME to another folder. The file is left as it is.") { Target = path };
            return document?.Rotation is { ClientId.Length: > 0 } entry ? entry : throw new JsonException("There is no rotation in it.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NotSupportedException)
        {
            throw new Auth0Exception(
                ErrorReason.StateFileDamaged,
                $"'{path}', which tells how a rotation ended, is damaged and cannot be understood.",
                "Move it aside. The next rotation then looks in the vault for a pending secret and finds out whether it is the live one.",
                exception)
            { Target = path };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}' cannot be read: {exception.Message}", "Check the file's owner and permissions.", exception) { Target = path };
        }
    }

    private sealed record Document(int Format, RotationEntry Rotation);
}
