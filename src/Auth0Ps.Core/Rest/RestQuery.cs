using System.Collections;
using System.Globalization;
using System.Security;
using System.Text;

namespace Auth0Ps.Rest;

/// <summary>Query parameters in their order; a name may occur more than once.</summary>
internal sealed class RestQuery
{
    // What the Management API's description declares as one text with commas in it. Its other lists (hydrate, identifiers,
    // grant_ids, strategy) repeat the name. Source: Auth0's OpenAPI document of the Management API.
    private static readonly HashSet<string> CommaLists = new(StringComparer.Ordinal) { "app_type", "event_types", "fields", "statuses" };

    private readonly List<KeyValuePair<string, string?>> _pairs = [];

    /// <summary>The first value under a name, or null.</summary>
    public string? this[string name] => _pairs.Find(pair => pair.Key == name).Value;

    /// <summary>The query within a path and the parameters given beside it.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: a value that a query cannot carry.</exception>
    public static RestQuery From(string? inPath, IEnumerable<KeyValuePair<string, object?>>? parameters, bool commaLists)
    {
        var query = new RestQuery();
        foreach (var part in (inPath ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            query.Append(Decode(equals < 0 ? part : part[..equals]), equals < 0 ? null : Decode(part[(equals + 1)..]));
        }

        foreach (var (name, value) in parameters ?? [])
            query.Append(name, value, commaLists);
        return query;
    }

    public bool Has(string name) => _pairs.Exists(pair => pair.Key == name);

    /// <summary>The same query with one parameter set.</summary>
    public RestQuery With(string name, string value)
    {
        var query = new RestQuery();
        query._pairs.AddRange(_pairs.Where(pair => pair.Key != name));
        query.Append(name, value);
        return query;
    }

    /// <summary>Escaped (RFC 3986), without the question mark.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in _pairs)
        {
            if (text.Length > 0)
                text.Append('&');
            text.Append(Uri.EscapeDataString(name));
            if (value is not null)
                text.Append('=').Append(Uri.EscapeDataString(value));
        }

        return text.ToString();
    }

    private void Append(string name, string? value)
    {
        if (name.Length == 0)
            throw Invalid("A query parameter has no name.");
        _pairs.Add(new(name, value));
    }

    private void Append(string name, object? value, bool commaLists)
    {
        // Null means that the parameter was not given, so that scripts can pass on what they were not given themselves.
        if (value is null)
            return;

        if (value is IEnumerable and not (string or IDictionary))
        {
            var texts = ((IEnumerable)value).Cast<object?>().Where(item => item is not null).Select(item => Text(name, item!));
            if (commaLists && CommaLists.Contains(name))
                texts = [string.Join(',', texts)];
            foreach (var text in texts)
                Append(name, text);
            return;
        }

        Append(name, Text(name, value));
    }

    private static string Text(string name, object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        SecureString => throw Invalid($"The query parameter '{name}' is a secret, and addresses end up in logs."),
        _ => WireText.Of(value) ?? WireText.OfNumber(value)
            ?? throw Invalid(string.Create(CultureInfo.InvariantCulture, $"The query parameter '{name}' is a {value.GetType().Name}, which a query cannot carry.")),
    };

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static Auth0Exception Invalid(string message) =>
        new(ErrorReason.InvalidArgument, message, "Query values are texts, numbers, $true or $false, times, or lists of these.");
}
