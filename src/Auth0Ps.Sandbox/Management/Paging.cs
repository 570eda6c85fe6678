using System.Globalization;
using System.Text;
using System.Text.Json;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Tenant;
using Auth0Ps.Sandbox.Tenant.Keys;

namespace Auth0Ps.Sandbox.Management;

/// <summary>
/// The three shapes of a list: a bare array, an object with totals (<c>page</c>, <c>per_page</c>, <c>include_totals</c>),
/// and checkpoints (<c>from</c>, <c>take</c>). Offset paging beyond 1000 records is unconfirmed and allowed.
/// </summary>
internal sealed class Paging
{
    private const int DefaultSize = 50;
    private const int MaximumSize = 100;
    private readonly int _page;
    private readonly int _perPage;
    private readonly bool _totals;
    private readonly int? _take;
    private readonly long _from;
    private readonly DateTimeOffset _now;

    private Paging(ManagementQuery query, DateTimeOffset now)
    {
        _now = now;
        _page = query.Number("page", 0, int.MaxValue) ?? 0;
        _perPage = query.Number("per_page", 0, MaximumSize) ?? DefaultSize;
        _totals = query.Flag("include_totals") ?? false;
        _take = query.Number("take", 1, MaximumSize);
        if (query["from"] is { } checkpoint)
        {
            _from = Decode(checkpoint);
            _take ??= DefaultSize;
        }
    }

    /// <summary>Whether the caller pages by checkpoint, which excludes totals.</summary>
    public bool IsCheckpoint => _take is not null;

    /// <exception cref="ManagementException">A value out of bounds, or a checkpoint that is unknown or too old.</exception>
    public static Paging From(ManagementQuery query, DateTimeOffset now) => new(query, now);

    /// <summary>The page that was asked for, written with <paramref name="write"/> under <paramref name="key"/> where the shape has one.</summary>
    public HttpResponse List<T>(EntityTable<T> table, Func<T, bool> matches, string key, Action<Utf8JsonWriter, T> write)
        where T : class
        => IsCheckpoint
            ? Checkpoint(table.FromSequence(_from).Where(item => matches(item.Entity)), key, write)
            : Offset(table.All().Where(matches), key, write);

    /// <summary>The page of a list that is not a table; a checkpoint in it is a position.</summary>
    public HttpResponse List<T>(IEnumerable<T> items, string key, Action<Utf8JsonWriter, T> write) =>
        IsCheckpoint ? Positions(items, key, write) : Offset(items, key, write);

    /// <summary>The same for a list that is always paged by checkpoint.</summary>
    public HttpResponse Positions<T>(IEnumerable<T> items, string key, Action<Utf8JsonWriter, T> write) =>
        Checkpoint(items.Select((item, index) => ((long)index, item)).Where(item => item.Item1 >= _from), key, write);

    /// <summary>The page of a list that is already in order and has no checkpoints.</summary>
    public HttpResponse Offset<T>(IEnumerable<T> items, string key, Action<Utf8JsonWriter, T> write)
    {
        var start = (long)_page * _perPage;
        var (page, total) = Slice(items, start);
        return ManagementResponses.Json(200, writer =>
        {
            if (!_totals)
            {
                WriteArray(writer, page, write);
                return;
            }

            writer.WriteStartObject();
            writer.WriteNumber("total", total);
            writer.WriteNumber("start", start);
            writer.WriteNumber("limit", _perPage);
            writer.WritePropertyName(key);
            WriteArray(writer, page, write);
            writer.WriteEndObject();
        });
    }

    /// <summary>The page from a checkpoint on; <c>next</c> is absent on the last page.</summary>
    public HttpResponse Checkpoint<T>(IEnumerable<(long Sequence, T Entity)> items, string key, Action<Utf8JsonWriter, T> write)
    {
        var take = _take ?? DefaultSize;
        var page = items.Take(take + 1).ToList();
        return ManagementResponses.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName(key);
            WriteArray(writer, page.Take(take).Select(item => item.Entity), write);
            if (page.Count > take)
                writer.WriteString("next", Encode(page[take].Sequence));
            writer.WriteEndObject();
        });
    }

    private (List<T> Page, int Total) Slice<T>(IEnumerable<T> items, long start)
    {
        var page = new List<T>();
        var total = 0;
        foreach (var item in items)
        {
            if (total >= start && page.Count < _perPage)
                page.Add(item);
            total++;
            if (!_totals && page.Count == _perPage)
                break;
        }

        return (page, total);
    }

    private static void WriteArray<T>(Utf8JsonWriter writer, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray();
        foreach (var item in items)
            write(writer, item);
        writer.WriteEndArray();
    }

    // Opaque to callers. The position is a creation number, so that deletions between two pages lose nothing.
    private string Encode(long sequence) => Base64Url.Encode(Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"1.{sequence}.{_now.ToUnixTimeSeconds()}")));

    private long Decode(string checkpoint)
    {
        var parts = Base64Url.Decode(checkpoint) is { } bytes ? Encoding.ASCII.GetString(bytes).Split('.') : [];
        if (parts is not ["1", var sequence, var issued]
            || !long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            || !long.TryParse(issued, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || _now.ToUnixTimeSeconds() - seconds > 24 * 60 * 60)
        {
            throw new ManagementException(400, "invalid_query_string", "The 'from' query parameter is invalid or has expired.");
        }

        return position;
    }
}
