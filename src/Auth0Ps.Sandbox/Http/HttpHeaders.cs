namespace Auth0Ps.Sandbox.Http;

/// <summary>Header fields in the order sent; names ignore case (RFC 9110, section 5.1).</summary>
internal sealed class HttpHeaders
{
    private readonly List<KeyValuePair<string, string>> _fields = [];

    public int Count => _fields.Count;

    public IReadOnlyList<KeyValuePair<string, string>> Fields => _fields;

    /// <summary>The first value under that name, or null.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var field in _fields)
            {
                if (string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase))
                    return field.Value;
            }

            return null;
        }
    }

    public void Add(string name, string value) => _fields.Add(new(name, value));

    /// <summary>All comma-separated members of all fields of that name.</summary>
    public IEnumerable<string> Members(string name) => _fields
        .Where(field => string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase))
        .SelectMany(field => field.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Whether a comma-separated field holds the member, ignoring case.</summary>
    public bool Has(string name, string member) => Members(name).Contains(member, StringComparer.OrdinalIgnoreCase);
}
