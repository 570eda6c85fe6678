namespace Auth0Ps.Sandbox.Management;

/// <summary>Which members an answer shows: <c>fields</c> and <c>include_fields</c>.</summary>
internal sealed class FieldSelection
{
    private readonly HashSet<string>? _names;
    private readonly bool _include;

    private FieldSelection(HashSet<string>? names, bool include)
    {
        _names = names;
        _include = include;
    }

    /// <summary>Every member.</summary>
    public static FieldSelection Everything { get; } = new(null, include: true);

    /// <summary>The members asked for by name, to check that they may be read.</summary>
    public IReadOnlyCollection<string> Requested => _include && _names is not null ? _names : [];

    /// <summary>Names that do not exist are ignored; unconfirmed.</summary>
    public static FieldSelection From(ManagementQuery query)
    {
        var include = query.Flag("include_fields") ?? true;
        var names = query.List("fields");
        return names.Count == 0 ? Everything : new FieldSelection(names.ToHashSet(StringComparer.Ordinal), include);
    }

    public bool Shows(string name) => _names is null || _names.Contains(name) == _include;
}
