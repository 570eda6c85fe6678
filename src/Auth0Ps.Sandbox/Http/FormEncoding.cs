using System.Net;

namespace Auth0Ps.Sandbox.Http;

/// <summary>Names and values of <c>application/x-www-form-urlencoded</c> text: bodies and query strings.</summary>
internal static class FormEncoding
{
    /// <summary>The pairs in the order sent; a name without an equals sign has an empty value.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(string text)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var part in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            pairs.Add(equals < 0
                ? new(WebUtility.UrlDecode(part), "")
                : new(WebUtility.UrlDecode(part[..equals]), WebUtility.UrlDecode(part[(equals + 1)..])));
        }

        return pairs;
    }
}
