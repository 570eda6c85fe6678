using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Auth0Ps.Applications;
using Auth0Ps.Http;
using Auth0Ps.Rest.Bodies;
using Auth0Ps.Rest.Paging;
using Auth0Ps.Rest.Responses;

namespace Auth0Ps.Rest;

/// <summary>Calls any endpoint of a connection's API.</summary>
/// <param name="session">The session to call through.</param>
/// <param name="secretsAsText">True leaves secrets in answers as text instead of making them <see cref="System.Security.SecureString"/>.</param>
internal sealed class RestClient(TenantSession session, bool secretsAsText = false)
{
    /// <summary>How long a change under way may take once the user wants to stop.</summary>
    private static readonly TimeSpan FinishWithin = TimeSpan.FromSeconds(10);

    /// <summary>Told of each record of a list that is null and is left out; null where nobody asks.</summary>
    public Action<Auth0Exception>? Unreadable { get; init; }

    private readonly ResponseReader _reader = new(secretsAsText);

    internal TenantSession Session => session;

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="request">The request; checked against this session's connection.</param>
    /// <param name="stop">Before a change is sent it ends everything; later the attempt under way is finished, within ten seconds.</param>
    /// <returns>The items of a bare array one by one, any other answer as it is, nothing for an answer without content.</returns>
    /// <exception cref="Auth0Exception">It was refused, or no answer came.</exception>
    public async IAsyncEnumerable<object> SendAsync(RestRequest request, [EnumeratorCancellation] CancellationToken stop)
    {
        using var response = request.IsSafe ? await ReadAsync(request, stop) : await ChangeAsync(request, stop);
        if (IsGone(request, response))
            yield break;
        Require(request, response);
        if (response.Body.IsEmpty || request.Method == HttpMethod.Head)
            yield break;

        var layout = LayoutOf(request, response);
        foreach (var item in ItemsOf(response, layout, layout.IsBareArray))
            yield return item;
    }

    /// <summary>Reads every page of a list; an answer that is no list comes as it is.</summary>
    /// <param name="request">A GET request. Paging parameters in it are kept.</param>
    /// <param name="stop">Ends the listing.</param>
    /// <returns>The items as their pages arrive.</returns>
    /// <exception cref="Auth0Exception">A page was refused or did not come; the items before it have been returned.</exception>
    public IAsyncEnumerable<object> ReadAllAsync(RestRequest request, CancellationToken stop)
    {
        if (request.Method != HttpMethod.Get)
            throw new Auth0Exception(ErrorReason.InvalidArgument, $"Only GET reads lists; {request.Method} has no pages to follow.", "Leave -All out.") { Target = session.Connection.Name };
        return new ListPager(this, request).ReadAsync(stop);
    }

    /// <summary>Whether a request may be sent again when its outcome is not known.</summary>
    /// <remarks>
    /// GET, HEAD, PUT and DELETE may by definition (RFC 9110 section 9.2.2). PATCH may at Auth0, where it carries the values to set;
    /// nothing is known of other APIs. POST may not.
    /// </remarks>
    internal static RetryRule RuleFor(RestRequest request) =>
        request.Method == HttpMethod.Post || (request.Method == HttpMethod.Patch && !request.IsOfAuth0) ? RetryRule.Once : RetryRule.Repeatable;

    /// <summary>Reads; the answer is returned whatever its status.</summary>
    internal Task<TenantResponse> ReadAsync(RestRequest request, CancellationToken stop) =>
        session.SendAsync(request.Method, request.Relative, body: null, RetryRule.Repeatable, CancellationToken.None, stop);

    /// <summary>Throws for every answer but success.</summary>
    internal void Require(RestRequest request, TenantResponse response)
    {
        if (!response.IsSuccess)
            throw RestFaults.From(session, response, request);
    }

    /// <summary>The layout of a success, which only another API than Auth0's may give in something else than JSON.</summary>
    internal ResponseLayout LayoutOf(RestRequest request, TenantResponse response)
    {
        try
        {
            return ResponseLayout.Of(response.Body.Span);
        }
        catch (JsonException exception)
        {
            return request.IsOfAuth0 ? throw RestFaults.Unreadable(session, response, request, exception) : ResponseLayout.Text;
        }
    }

    /// <summary>The items of a list, or the answer as a whole.</summary>
    internal IEnumerable<object> ItemsOf(TenantResponse response, ResponseLayout layout, bool asList)
    {
        if (layout == ResponseLayout.Text)
        {
            yield return Encoding.UTF8.GetString(response.Body.Span);
            yield break;
        }

        var place = 0;
        foreach (var (start, length) in asList ? layout.Items : [(0, response.Body.Length)])
        {
            place++;
            if (_reader.Read(response.Body.Span.Slice(start, length)) is { } item)
                yield return item;
            else if (asList)
                Unreadable?.Invoke(RestFaults.NullRecord(session, place));
        }
    }

    /// <summary>The last item of a list.</summary>
    internal object? Last(TenantResponse response, ResponseLayout layout) => _reader.Read(response.Body.Span.Slice(layout.Items[^1].Start, layout.Items[^1].Length));

    private async Task<TenantResponse> ChangeAsync(RestRequest request, CancellationToken stop)
    {
        // Before anything changes: a stop while a token is fetched stops at once.
        await session.GetTokenAsync(cancellationToken: stop);
        stop.ThrowIfCancellationRequested();

        using var abandon = new CancellationTokenSource();
        await using var hurry = stop.Register(() => abandon.CancelAfter(FinishWithin));
        try
        {
            return await session.SendAsync(request.Method, request.Relative, () => ContentOf(request), RuleFor(request), stop, abandon.Token, request.Body?.Secrets ?? []);
        }
        catch (Auth0Exception exception) when (exception.Reason is ErrorReason.Timeout or ErrorReason.TenantUnreachable or ErrorReason.UnexpectedResponse)
        {
            throw RestFaults.Unproven(exception, request);
        }
    }

    /// <summary>
    /// Every change has a body, because the platform silently repeats a request without one when the connection closes early.
    /// For DELETE an empty one does; an object might be refused, as content there has no defined meaning (RFC 9110 section 9.3.5).
    /// </summary>
    private static HttpContent ContentOf(RestRequest request)
    {
        if (request.Body is { } body)
            return body.ToContent();
        if (request.Method == HttpMethod.Delete)
            return new ByteArrayContent([]);
        using var empty = RestBody.FromJson("{}");
        return empty.ToContent();
    }

    /// <summary>After an attempt without an answer, "not found" is what a DELETE that worked leaves behind.</summary>
    private static bool IsGone(RestRequest request, TenantResponse response) =>
        request.Method == HttpMethod.Delete && response is { Status: 404, FollowsLostAttempt: true } && AuthErrorBody.From(response) is not null;
}
