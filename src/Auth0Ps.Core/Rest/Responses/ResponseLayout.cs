using System.Text.Json;

namespace Auth0Ps.Rest.Responses;

/// <summary>Where the items of a list stand in an answer, and what it says of further pages.</summary>
/// <remarks>
/// The Management API has three kinds of lists (Auth0 docs, Management API, pagination): the bare array; with
/// <c>include_totals</c> an object with one array, <c>total</c>, <c>start</c>, <c>limit</c>; with <c>from</c> and
/// <c>take</c> an object with one array and, except on the last page, <c>next</c>.
/// </remarks>
internal sealed class ResponseLayout
{
    // "length", "page" and "per_page" stand in for some of the others in a few lists.
    private static readonly string[] Figures = ["total", "start", "limit", "length", "page", "per_page"];

    private readonly Dictionary<string, long> _figures = new(StringComparer.Ordinal);
    private readonly List<(int Start, int Length)> _items = [];

    private ResponseLayout()
    {
    }

    /// <summary>That of an answer which is no JSON.</summary>
    public static ResponseLayout Text { get; } = new();

    /// <summary>Whether it is a list: a bare array, or an object with one array and nothing else but paging.</summary>
    public bool IsList { get; private set; }

    public bool IsBareArray { get; private set; }

    /// <summary>The items' places, as offset and length in bytes.</summary>
    public IReadOnlyList<(int Start, int Length)> Items => _items;

    /// <summary>The checkpoint that the next page begins at.</summary>
    public string? Next { get; private set; }

    /// <summary>How many items there are on all pages, where the answer says so.</summary>
    public long? Total => Figure("total");

    /// <summary>The place of the first item among all, where the answer says so.</summary>
    public long? Start => Figure("start");

    /// <summary>Looks through the whole answer.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static ResponseLayout Of(ReadOnlySpan<byte> json)
    {
        var layout = new ResponseLayout();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Http.JsonRepair.Deepest });
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                layout.IsList = layout.IsBareArray = true;
                layout.ReadItems(ref reader);
                break;
            case JsonTokenType.StartObject:
                layout.ReadEnvelope(ref reader);
                break;
            default:
                break;
        }

        // Anything behind the value is an error that only reading on reveals.
        reader.Read();
        return layout;
    }

    private void ReadEnvelope(ref Utf8JsonReader reader)
    {
        var arrays = 0;
        var others = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray && arrays++ == 0)
                ReadItems(ref reader);
            else if (!ReadPaging(ref reader, name))
                others++;
        }

        IsList = arrays == 1 && others == 0;
    }

    private bool ReadPaging(ref Utf8JsonReader reader, string name)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when Figures.Contains(name, StringComparer.Ordinal) && reader.TryGetInt64(out var number):
                _figures[name] = number;
                return true;
            case JsonTokenType.String when name == "next":
                Next = reader.GetString() is { Length: > 0 } next ? next : null;
                return true;
            case JsonTokenType.Null when name == "next":
                return true;
            default:
                reader.Skip();
                return false;
        }
    }

    private void ReadItems(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            _items.Add((start, (int)reader.BytesConsumed - start));
        }
    }

    private long? Figure(string name) => _figures.TryGetValue(name, out var number) ? number : null;
}
