using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Auth0Ps.State;

/// <summary>A list as JSON with a format number, wherever it is stored.</summary>
/// <typeparam name="TItem">What it is a list of.</typeparam>
/// <param name="listName">The list's name in the document.</param>
/// <param name="form">What an item looks like in the document; as it is when null.</param>
internal sealed class StateDocument<TItem>(string listName, StateFileForm<TItem>? form = null)
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

    /// <summary>The document.</summary>
    /// <param name="list">What it is to hold.</param>
    public byte[] Write(IReadOnlyList<TItem> list) =>
        JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>(StringComparer.Ordinal) { ["format"] = Format, [listName] = list }, _json);

    /// <summary>The list in a document.</summary>
    /// <param name="path">Where the document is, for errors.</param>
    /// <param name="bytes">The document.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileDamaged"/> or <see cref="ErrorReason.StateFileNewer"/>.</exception>
    public IReadOnlyList<TItem> Parse(string path, byte[] bytes)
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
            Require(path, list);
            return form is null ? list : [.. list.Select(form.Complete)];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Damaged(path, cause: exception);
        }
    }

    /// <summary>Makes sure that items, wherever each is stored, can be in one list.</summary>
    /// <param name="path">Where they are, for errors.</param>
    /// <param name="list">The items.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileDamaged"/>.</exception>
    public void Require(string path, IReadOnlyList<TItem> list)
    {
        if (form?.FindFault(list) is { } fault)
            throw Damaged(path, fault);
    }

    /// <summary>Of two members with one name the first would be lost at the next change (RFC 8259 section 4).</summary>
    private static bool RepeatsName(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().GroupBy(static member => member.Name, StringComparer.Ordinal).Any(static same => same.Skip(1).Any())
            || element.EnumerateObject().Any(static member => RepeatsName(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(RepeatsName),
        _ => false,
    };

    /// <summary>Says that it is damaged.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="fault">What is wrong, as a sentence; null where that cannot be said.</param>
    /// <param name="cause">What told it.</param>
    public static Auth0Exception Damaged(string path, string? fault = null, Exception? cause = null) =>
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
