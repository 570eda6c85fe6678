namespace Auth0Ps.ModuleBuilder.Manifests;

/// <summary>A hashtable of a data file: values by key (case ignored), each with the line of its key.</summary>
internal sealed class DataFileTable
{
    private readonly Dictionary<string, (object? Value, int Line)> _entries = new(StringComparer.OrdinalIgnoreCase);

    internal void Add(string key, object? value, int line) => _entries.Add(key, (value, line));

    internal bool Has(string key) => _entries.ContainsKey(key);

    /// <summary>The line of a key, or 0 when it is missing.</summary>
    internal int LineOf(string key) => _entries.TryGetValue(key, out var entry) ? entry.Line : 0;

    internal object? Value(string key) => _entries.TryGetValue(key, out var entry) ? entry.Value : null;

    internal string? Text(string key) => Value(key) as string;

    internal DataFileTable? Table(string key) => Value(key) as DataFileTable;

    /// <summary>The texts under a key; a single text counts as a list of one, as PowerShell takes it.</summary>
    internal IReadOnlyList<string> Texts(string key) => Value(key) switch
    {
        string one => [one],
        IReadOnlyList<object?> many => [.. many.OfType<string>()],
        _ => [],
    };
}
