using Auth0Ps.Sandbox.Http;

namespace Auth0Ps.Sandbox.Management;

/// <summary>One call of the Management API.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Template">The path below <c>/api/v2/</c>; a segment of <c>*</c> is a placeholder.</param>
/// <param name="Scopes">Any one of these lets the caller in.</param>
/// <param name="Handle">Does it; refuses by <see cref="ManagementException"/>.</param>
internal sealed record ManagementRoute(string Method, string Template, IReadOnlyList<string> Scopes, Func<ManagementRequest, HttpResponse> Handle)
{
    private readonly string[] _segments = Template.Split('/');

    /// <summary>The query parameters that it knows, any other being refused; null when it lets every one pass.</summary>
    public IReadOnlyList<string>? Query { get; init; } = [];

    /// <summary>The decoded placeholder values when the path fits, else null. Segments are split before decoding: an identifier may hold slashes.</summary>
    public IReadOnlyList<string>? Match(string[] segments)
    {
        if (segments.Length != _segments.Length)
            return null;
        List<string> values = [];
        for (var index = 0; index < segments.Length; index++)
        {
            if (_segments[index] == "*" && segments[index].Length > 0)
                values.Add(Uri.UnescapeDataString(segments[index]));
            else if (!string.Equals(_segments[index], segments[index], StringComparison.Ordinal))
                return null;
        }

        return values;
    }
}
