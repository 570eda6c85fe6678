using System.Globalization;
using System.Text.RegularExpressions;
using Auth0Ps.Http;
using Auth0Ps.Rest.Responses;

namespace Auth0Ps.Rest.Paging;

/// <summary>The ways to ask for a list's pages, best first; endpoints refuse the parameters of those they do not know.</summary>
internal static partial class PagingPlans
{
    private static readonly string[] Sizes = ["take", "per_page"];

    /// <summary>The queries to try for the first page, one after the other.</summary>
    public static IReadOnlyList<RestQuery> For(RestQuery query)
    {
        if (query.Has("from") || query.Has("take"))
            return [query];

        var sized = WithDefault(query, "per_page", "100");
        var offset = WithDefault(sized, "page", "0");
        var totals = WithDefault(offset, "include_totals", "true");
        return query.Has("page") || query.Has("per_page") || query.Has("include_totals")
            ? [totals, sized, query]
            // Checkpoints first: they have no upper end, and nothing is lost or doubled when the list changes meanwhile.
            : [query.With("take", "100"), totals, offset, query];
    }

    /// <summary>Whether an endpoint may have refused a query for its paging parameters.</summary>
    public static bool MayRefusePaging(TenantResponse response) =>
        response.Status == 400 && AuthErrorBody.From(response) is null or { Code: "invalid_query_string" or "Bad Request" };

    /// <summary>The same query within the page size that the refusal names; null when it names none, or the size was the user's.</summary>
    public static RestQuery? WithinMaximum(RestQuery query, TenantResponse response, RestQuery given)
    {
        var words = AuthErrorBody.From(response)?.Message ?? "";
        return Maximum().Match(words) is { Success: true } match && Array.Find(Sizes, name => query.Has(name) && !given.Has(name) && words.Contains(name, StringComparison.Ordinal)) is { } size
            ? query.With(size, match.Groups["maximum"].Value)
            : null;
    }

    /// <summary>Whether an endpoint took no notice of <c>take</c> and there may be more than it answered.</summary>
    public static bool IgnoresCheckpoints(RestQuery query, ResponseLayout layout) =>
        query.Has("take")
        && layout is { IsList: true, Next: null }
        && (layout.IsBareArray ? layout.Items.Count > 0 : layout.Total > layout.Items.Count);

    /// <summary>The query for the page after this one; null after the last.</summary>
    public static RestQuery? After(RestQuery query, ResponseLayout page, string? lastLogId)
    {
        if (page.Next is { } next)
            return query.With("from", next);
        if (query.Has("from") || query.Has("take"))
            return page.IsBareArray && lastLogId is not null ? query.With("from", lastLogId) : null;
        if (page.Items.Count == 0)
            return null;

        var number = Number(query, "page") ?? 0;
        var more = page.Total is { } total
            ? (page.Start ?? number * (Number(query, "per_page") ?? page.Items.Count)) + page.Items.Count < total
            // Without totals a full page may have another behind it; more than a full one shows that pages are not known here.
            : Number(query, "per_page") == page.Items.Count;
        return more ? query.With("page", (number + 1).ToString(CultureInfo.InvariantCulture)) : null;
    }

    private static RestQuery WithDefault(RestQuery query, string name, string value) => query.Has(name) ? query : query.With(name, value);

    private static long? Number(RestQuery query, string name) =>
        long.TryParse(query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // "Query validation error: 'Value 100 is greater than maximum 50' on property take"
    [GeneratedRegex("greater than maximum (?<maximum>[1-9][0-9]{0,5})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Maximum();
}
