using Auth0Ps.Connections;
using Auth0Ps.Rest.Bodies;

namespace Auth0Ps.Rest;

/// <summary>One call of a connection's API, checked as a whole before anything is sent.</summary>
internal sealed class RestRequest
{
    // More than the servers in between take; nothing is gained by sending it.
    private const int LongestAddress = 16_000;

    private static readonly string[] KnownMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    private readonly string _path;

    private RestRequest(HttpMethod method, string path, RestQuery query, RestBody? body, bool isOfAuth0)
    {
        _path = path;
        IsOfAuth0 = isOfAuth0;
        Method = method;
        Query = query;
        Body = body;
    }

    /// <summary>The path below the connection's base address, without its query, as shown to people.</summary>
    public string Path => _path.Length == 0 ? "/" : _path;

    /// <summary>True for the methods that change nothing (RFC 9110 section 9.2.1).</summary>
    public bool IsSafe => Method == HttpMethod.Get || Method == HttpMethod.Head;

    /// <summary>Whether it goes to one of Auth0's own APIs, of which more is known than of others.</summary>
    internal bool IsOfAuth0 { get; }

    internal HttpMethod Method { get; }

    internal RestQuery Query { get; }

    internal RestBody? Body { get; }

    /// <summary>The path as <see cref="Applications.TenantSession"/> takes it; the dot keeps a colon from reading as a scheme.</summary>
    internal string Relative => Query.ToString() is { Length: > 0 } query ? $"./{_path}?{query}" : $"./{_path}";

    /// <summary>Checks a call.</summary>
    /// <param name="connection">The connection it goes to.</param>
    /// <param name="method">GET, HEAD, POST, PUT, PATCH or DELETE, in any case.</param>
    /// <param name="path">The path below the connection's base address; may have a query.</param>
    /// <param name="query">
    /// More query parameters; null values are left out. A list repeats its name, except where the Management API takes one text
    /// with commas: <c>fields</c>, <c>app_type</c>, <c>statuses</c>, <c>event_types</c>.
    /// </param>
    /// <param name="body">The body; disposed of by the caller.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: something that cannot be sent.</exception>
    public static RestRequest Create(
        Auth0Connection connection,
        string method,
        string path,
        IEnumerable<KeyValuePair<string, object?>>? query = null,
        RestBody? body = null)
    {
        ApiAddress.Require(connection);
        var known = Array.Find(KnownMethods, candidate => string.Equals(candidate, method, StringComparison.OrdinalIgnoreCase))
            ?? throw Invalid(connection, $"'{method}' is not a method this command sends.", $"Use one of {string.Join(", ", KnownMethods)}.");
        if (body is not null && known is "GET" or "HEAD")
            throw Invalid(connection, $"A {known} request carries no body.", "Give -Method, such as -Method PATCH, or move the values to -Query.");

        var parsed = RestPath.Parse(path, connection);
        var request = new RestRequest(
            new HttpMethod(known),
            parsed.Text,
            RestQuery.From(parsed.Query, query, commaLists: connection.ApiType == Auth0ApiType.Management),
            body,
            isOfAuth0: connection.ApiType != Auth0ApiType.Custom);
        request.RequireWithin(connection);
        return request;
    }

    internal RestRequest With(RestQuery query) => new(Method, _path, query, Body, IsOfAuth0);

    /// <summary>Whatever the checks before may have missed: the address that is really sent must lie below the connection's.</summary>
    private void RequireWithin(Auth0Connection connection)
    {
        var baseUri = ApiAddress.Require(connection);
        var inside = Relative.Length <= LongestAddress
            && Uri.TryCreate(baseUri, Relative, out var uri)
            && uri.Scheme == baseUri.Scheme
            && uri.Authority == baseUri.Authority
            && uri.UserInfo.Length == 0
            && uri.AbsolutePath.StartsWith(baseUri.AbsolutePath, StringComparison.Ordinal);
        if (!inside)
            throw Invalid(connection, "Path and query do not make an address of the connection's API.", $"The address must begin with '{baseUri}' and be no longer than 16,000 characters.");
    }

    private static Auth0Exception Invalid(Auth0Connection connection, string message, string action) =>
        new(ErrorReason.InvalidArgument, message, action) { Target = connection.Name };
}
