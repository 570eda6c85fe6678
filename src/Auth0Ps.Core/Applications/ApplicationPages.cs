using System.Globalization;
using System.Runtime.CompilerServices;

namespace Auth0Ps.Applications;

/// <summary>Fetches pages of the list of applications: by number, several under way at once, or by checkpoint, each naming the next.</summary>
/// <param name="session">The session to read through.</param>
/// <param name="fields">The fields to ask for.</param>
/// <param name="filter">Further query parameters, each with an ampersand before it; may be empty.</param>
internal sealed class ApplicationPages(TenantSession session, string fields, string filter)
{
    /// <summary>The largest page that either way of paging allows (Management API, "Get clients").</summary>
    public const int Size = 100;

    private const int MostUnderWay = 12;

    /// <summary>
    /// The pages in order, until the tenant's total is reached or it refuses one. The second is asked for when the first is used up;
    /// from there on requests run ahead, further with each page, so that a caller who soon stops has caused few.
    /// </summary>
    public async IAsyncEnumerable<ApplicationPage> NumberedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Only the first: it says how many there are, and a caller who wants few needs no other.
        if (await AcceptedAsync(NumberedAsync(0, cancellationToken)) is not { } first)
            yield break;
        yield return first;

        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var underWay = new Queue<Task<ApplicationPage>>();
        var total = first.Total ?? 0;
        long started = 1;
        try
        {
            for (var read = 1; ; read++)
            {
                while (started * Size < total && underWay.Count < Math.Min(2 * read, MostUnderWay))
                    underWay.Enqueue(NumberedAsync(started++, abandoned.Token));
                if (!underWay.TryDequeue(out var next) || await AcceptedAsync(next) is not { Count: > 0 } page)
                    yield break;

                // What is added meanwhile pushes others onto pages that were not there before.
                total = page.Total ?? total;
                yield return page;
            }
        }
        finally
        {
            await abandoned.CancelAsync();
            await ((Task)Task.WhenAll(underWay)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The pages one after the other. This has no upper end, and what is deleted meanwhile hides nothing.</summary>
    public async IAsyncEnumerable<ApplicationPage> ByCheckpointAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        var passed = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            var from = next is null ? "" : "&from=" + Uri.EscapeDataString(next);
            var page = await FetchAsync($"take={Size}{from}", cancellationToken);
            yield return page;
            next = page.Next;
            if (next is not null && !passed.Add(next))
                throw ManagementFaults.UnendingList(session, "clients");
        }
        while (next is not null);
    }

    /// <summary>Null for a page that the tenant refuses to count up to: offset paging may end at 1000 records, as it does for other lists.</summary>
    private static async Task<ApplicationPage?> AcceptedAsync(Task<ApplicationPage> page)
    {
        try
        {
            return await page;
        }
        catch (Auth0Exception exception) when (exception.StatusCode == 400)
        {
            return null;
        }
    }

    private Task<ApplicationPage> NumberedAsync(long number, CancellationToken cancellationToken) =>
        FetchAsync(string.Create(CultureInfo.InvariantCulture, $"page={number}&per_page={Size}&include_totals=true"), cancellationToken);

    private async Task<ApplicationPage> FetchAsync(string paging, CancellationToken cancellationToken)
    {
        using var response = await session.GetJsonAsync($"clients?{paging}&fields={fields}&include_fields=true{filter}", target: null, cancellationToken);
        return ApplicationPage.Read(response.Json!.Value, session.Connection, fields);
    }
}
