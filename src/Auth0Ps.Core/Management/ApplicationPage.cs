using System.Text.Json;

namespace Auth0Ps.Management;

/// <summary>One page of the list of applications, in any of the three shapes it comes in.</summary>
/// <param name="Items">The applications, in Auth0's order.</param>
/// <param name="Total">How many the whole list has, where the page tells it.</param>
/// <param name="Next">The checkpoint of the page behind it; null on the last one, and where there are no checkpoints.</param>
internal sealed record ApplicationPage(IReadOnlyList<Auth0Application> Items, long? Total, string? Next)
{
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.UnexpectedResponse"/>: this is no list of applications.</exception>
    public static ApplicationPage Read(JsonElement page, Auth0Connection connection, string fields)
    {
        if (page.ValueKind == JsonValueKind.Array)
            return new(ItemsOf(page), Total: null, Next: null);
        if (page.ValueKind == JsonValueKind.Object && page.TryGetProperty("clients", out var items) && items.ValueKind == JsonValueKind.Array)
        {
            var next = page.TryGetProperty("next", out var checkpoint) && checkpoint.ValueKind == JsonValueKind.String ? checkpoint.GetString() : null;
            return new(ItemsOf(items), TotalOf(page), string.IsNullOrEmpty(next) ? null : next);
        }

        throw new Auth0Exception(ErrorReason.UnexpectedResponse, "The list of applications did not come in the Management API's form.");

        Auth0Application[] ItemsOf(JsonElement list) => [.. list.EnumerateArray().Select(item => ApplicationReader.Read(item, connection, fields))];
    }

    private static long? TotalOf(JsonElement page) =>
        page.TryGetProperty("total", out var total) && total.ValueKind == JsonValueKind.Number && total.TryGetInt64(out var number) ? number : null;
}
