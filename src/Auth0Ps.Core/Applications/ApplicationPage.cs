using System.Text.Json;

namespace Auth0Ps.Applications;

/// <summary>One page of the list of applications, in any of the three shapes it comes in.</summary>
/// <param name="Items">The applications, in Auth0's order.</param>
/// <param name="Total">How many the whole list has, where the page says it.</param>
/// <param name="Next">The checkpoint of the page behind it; null on the last one, and where there are no checkpoints.</param>
internal sealed record ApplicationPage(IReadOnlyList<Auth0Application> Items, long? Total, string? Next)
{
    /// <summary>The places, from one on, of items that are no applications: null, or without a client id.</summary>
    public IReadOnlyList<int> Unreadable { get; private init; } = [];

    /// <summary>How many items it has, readable or not.</summary>
    public int Count => Items.Count + Unreadable.Count;

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.UnexpectedResponse"/>: this is no list of applications.</exception>
    public static ApplicationPage Read(JsonElement page, Auth0Connection connection, string fields)
    {
        if (page.ValueKind == JsonValueKind.Array)
            return Of(page, connection, fields, total: null, next: null);
        if (page.ValueKind == JsonValueKind.Object && page.TryGetProperty("clients", out var items) && items.ValueKind == JsonValueKind.Array)
        {
            var next = page.TryGetProperty("next", out var checkpoint) && checkpoint.ValueKind == JsonValueKind.String ? checkpoint.GetString() : null;
            return Of(items, connection, fields, TotalOf(page), string.IsNullOrEmpty(next) ? null : next);
        }

        throw new Auth0Exception(ErrorReason.UnexpectedResponse, "The list of applications did not come in the Management API's form.");
    }

    private static ApplicationPage Of(JsonElement list, Auth0Connection connection, string fields, long? total, string? next)
    {
        var items = new List<Auth0Application>();
        var unreadable = new List<int>();
        var place = 0;
        foreach (var item in list.EnumerateArray())
        {
            place++;
            if (ApplicationReader.Find(item, connection, fields) is { } application)
                items.Add(application);
            else
                unreadable.Add(place);
        }

        return new(items, total, next) { Unreadable = unreadable };
    }

    private static long? TotalOf(JsonElement page) =>
        page.TryGetProperty("total", out var total) && total.ValueKind == JsonValueKind.Number && total.TryGetInt64(out var number) ? number : null;
}
