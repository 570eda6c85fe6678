using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Auth0Ps.Http;
using Auth0Ps.Rest.Responses;

namespace Auth0Ps.Rest.Paging;

/// <summary>Follows a list's pages in whichever way its endpoint knows; holds one page at a time.</summary>
internal sealed class ListPager(RestClient client, RestRequest request)
{
    public async IAsyncEnumerable<object> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var (query, response) = await OpenAsync(stop);
        byte[]? previous = null;
        var asked = new HashSet<string>(StringComparer.Ordinal) { query.ToString() };
        long read = 0;
        while (true)
        {
            RestQuery? next;
            using (response)
            {
                if (response.Body.IsEmpty)
                    yield break;
                var page = client.LayoutOf(request, response);
                var mark = SHA256.HashData(response.Body.Span);
                if (previous is not null && page.Items.Count > 0 && mark.AsSpan().SequenceEqual(previous))
                {
                    // A bare array that fills a page exactly, from an endpoint that knows no pages, was complete the first time.
                    if (page.IsBareArray && !query.Has("from"))
                        yield break;
                    throw RestFaults.Unending(client.Session, request);
                }

                foreach (var item in client.ItemsOf(response, page, page.IsList))
                {
                    read++;
                    yield return item;
                }

                previous = mark;
                next = page.IsList ? PagingPlans.After(query, page, LastLogId(page, response)) : null;
            }

            if (next is null)
                yield break;
            if (!asked.Add(next.ToString()))
                throw RestFaults.Unending(client.Session, request);
            query = next;
            response = await NextAsync(query, read, stop);
        }
    }

    private async Task<(RestQuery Query, TenantResponse Page)> OpenAsync(CancellationToken stop)
    {
        var plans = PagingPlans.For(request.Query);
        for (var i = 0; ; i++)
        {
            var last = i == plans.Count - 1;
            var query = plans[i];
            var response = await client.ReadAsync(request.With(query), stop);
            if (!last && PagingPlans.MayRefusePaging(response) && PagingPlans.WithinMaximum(query, response, request.Query) is { } smaller)
            {
                response.Dispose();
                query = smaller;
                response = await client.ReadAsync(request.With(query), stop);
            }

            if (last || !WantsAnotherPlan(query, response))
                return (query, Accepted(response));
            response.Dispose();
        }
    }

    private bool WantsAnotherPlan(RestQuery query, TenantResponse response) =>
        response.IsSuccess
            ? !response.Body.IsEmpty && PagingPlans.IgnoresCheckpoints(query, client.LayoutOf(request, response))
            : PagingPlans.MayRefusePaging(response);

    private async Task<TenantResponse> NextAsync(RestQuery query, long read, CancellationToken stop)
    {
        try
        {
            return Accepted(await client.ReadAsync(request.With(query), stop));
        }
        catch (Auth0Exception exception)
        {
            throw RestFaults.PartWay(exception, read);
        }
    }

    private TenantResponse Accepted(TenantResponse response)
    {
        if (response.IsSuccess)
            return response;
        using (response)
            throw RestFaults.From(client.Session, response, request);
    }

    /// <summary>The tenant's log is the one list whose checkpoint is its last entry's id (Auth0 docs, "Retrieve log events").</summary>
    private string? LastLogId(ResponseLayout page, TenantResponse response) =>
        request.Path == "logs" && page.Items.Count > 0 && client.Last(response, page) is RestObject entry
            ? entry.Members.FirstOrDefault(member => member.Key == "log_id").Value as string
            : null;
}
