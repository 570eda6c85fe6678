using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Auth0Ps.State;

/// <summary>A JSON file with a format number that several processes change at once without losing each other's changes.</summary>
/// <typeparam name="TItem">What it holds a list of.</typeparam>
/// <param name="folder">The data folder.</param>
/// <param name="fileName">The file's name in the data folder.</param>
/// <param name="listName">The list's name in the file.</param>
/// <param name="patience">How long to wait for other processes.</param>
/// <param name="form">What an item looks like in the file; as it is when null.</param>
internal sealed class StateFile<TItem>(DataFolder folder, string fileName, string listName, TimeSpan patience, StateFileForm<TItem>? form = null) : IStateList<TItem>
{
    private const int Format = 1;

    private readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = form is null ? new DefaultJsonTypeInfoResolver() : new DefaultJsonTypeInfoResolver { Modifiers = { form.Shape } },
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private readonly FileMemory<IReadOnlyList<TItem>> _memory = new();

    /// <summary>The list as it is now; empty when there is no file yet.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileDamaged"/> or <see cref="ErrorReason.StateFileNewer"/>.</exception>
    public IReadOnlyList<TItem> Read()
    {
        var location = folder.Location;
        OwnerOnlyFolder.RequireOwn(location);
        return _memory.Read(Path.Combine(location, fileName), ReadFrom)!;
    }

    /// <summary>Changes the list while no other process can.</summary>
    /// <param name="change">Makes the new list of the present one; throws to leave everything as it is.</param>
    public async Task UpdateAsync(Func<IReadOnlyList<TItem>, IReadOnlyList<TItem>> change, CancellationToken cancellationToken)
    {
        var path = folder.File(fileName);
        using var held = await FileLock.TakeAsync(path + ".lock", patience, cancellationToken);
        var changed = change(ReadFrom(path));
        OwnerOnlyFile.RemoveLeftOver(path);
        var document = new Dictionary<string, object>(StringComparer.Ordinal) { ["format"] = Format, [listName] = changed };
        try
        {
            OwnerOnlyFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(document, _json));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}' cannot be written: {exception.Message}", "Check free space and the folder's permissions; nothing was changed.", exception) { Target = path };
        }
    }

    private IReadOnlyList<TItem> ReadFrom(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Auth0Exception(ErrorReason.StateFileBusy, $"'{path}' cannot be read: {exception.Message}", "Check the file's owner and permissions.", exception) { Target = path };
        }

        return Parse(path, bytes);
    }

    private List<TItem> Parse(string path, byte[] bytes)
    {
        try
        {
            ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
            using var document = JsonDocument.Parse(bytes.AsMemory(bytes.AsSpan().StartsWith(mark) ? mark.Length : 0));
            var format = document.RootElement.GetProperty("format").GetInt32();
            if (format > Format)
            {
                throw new Auth0Exception(
                    ErrorReason.StateFileNewer,
                    $"'{path}' was written by a newer version of Auth0Ps (format {format}, this version knows {Format}).",
                    "Update the module, or point AUTH0PS_HOME to another folder. The file is left as it is.")
                { Target = path };
            }

            if (format < 1 || RepeatsName(document.RootElement))
                throw Damaged(path);
            var list = document.RootElement.GetProperty(listName).Deserialize<List<TItem>>(_json);
            if (list is null || list.Exists(static item => item is null))
                throw Damaged(path);
            return form?.FindFault(list) is { } fault ? throw Damaged(path, fault) : form is null ? list : [.. list.Select(form.Complete)];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Damaged(path, cause: exception);
        }
    }

    /// <summary>Of two members with one name the first would be lost at the next change (RFC 8259 section 4).</summary>
    private static bool RepeatsName(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().GroupBy(static member => member.Name, StringComparer.Ordinal).Any(static same => same.Skip(1).Any())
            || element.EnumerateObject().Any(static member => RepeatsName(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(RepeatsName),
        _ => false,
    };

    private static Auth0Exception Damaged(string path, string? fault = null, Exception? cause = null) =>
        new(ErrorReason.StateFileDamaged,
            $"'{path}' is damaged{(fault is null ? " and cannot be understood." : ": " + fault)}",
            "Restore it from a backup, or move it aside to begin anew. It is left as it is.",
            cause)
        { Target = path };
}

/// <summary>What items look like in a file, where that is not all that they have.</summary>
/// <typeparam name="TItem">The items.</typeparam>
/// <param name="Shape">Says which properties are written, and under which names.</param>
/// <param name="FindFault">Says what cannot be in such a list, before anything of it is used or written again; null when all is well.</param>
/// <param name="Complete">Adds what is not written because it follows from the rest.</param>
internal sealed record StateFileForm<TItem>(Action<JsonTypeInfo> Shape, Func<IReadOnlyList<TItem>, string?> FindFault, Func<TItem, TItem> Complete);
