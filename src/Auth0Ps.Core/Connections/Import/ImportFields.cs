using System.Security;
using Auth0Ps.Security;

namespace Auth0Ps.Connections.Import;

/// <summary>The fields of one object to be imported, by their paths (<c>credentials.clientId</c>); secrets never become strings.</summary>
internal sealed class ImportFields
{
    private readonly Dictionary<string, ImportValue> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>True for a field that holds a secret, by its last name.</summary>
    /// <param name="path">The field's path.</param>
    public static bool IsSecret(string path)
    {
        // What is written in a mapping is the name of an entry.
        if (path.StartsWith("secretsMapping.", StringComparison.OrdinalIgnoreCase) || path.Contains(".secretsMapping.", StringComparison.OrdinalIgnoreCase))
            return false;
        var name = path[(path.LastIndexOf('.') + 1)..].Replace("_", "", StringComparison.Ordinal);
        return name.Equals("clientSecret", StringComparison.OrdinalIgnoreCase) || name.Equals("token", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>True for a list whose objects are read: each member's path has the object's number in the list.</summary>
    /// <param name="path">The list's path.</param>
    public static bool HasObjects(string path) => path.Equals("copyTo", StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds a field.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidImport"/>: it is there twice.</exception>
    public void Add(string path, ImportValue value)
    {
        if (!_values.TryAdd(path, value))
            throw new Auth0Exception(ErrorReason.InvalidImport, $"The field '{path}' is there twice.", "Leave one of them in.");
    }

    /// <summary>True when a field lies at this path or below it.</summary>
    internal bool Has(string path) => _values.Keys.Any(key => key.Equals(path, StringComparison.OrdinalIgnoreCase) || key.StartsWith(path + ".", StringComparison.OrdinalIgnoreCase));

    /// <summary>True for an object where a single value belongs.</summary>
    internal bool HasBelow(string path) => _values.Keys.Any(key => key.StartsWith(path + ".", StringComparison.OrdinalIgnoreCase));

    /// <summary>A field, marked as understood; null when it is not there, is null, or is a placeholder of a documentation page.</summary>
    internal ImportValue? Take(string path)
    {
        _seen.Add(path);
        return _values.GetValueOrDefault(path) is { IsNothing: false } value ? value : null;
    }

    /// <summary>A text field; null as for <see cref="Take"/>.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidImport"/>: it is not text.</exception>
    internal string? TakeText(string path) => Take(path) switch
    {
        null => null,
        { Text: { } text, IsList: false } => text,
        _ => throw new Auth0Exception(ErrorReason.InvalidImport, $"The field '{path}' is not text.", "Put its value in quotes."),
    };

    /// <summary>A secret field.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidImport"/>: it is not text.</exception>
    internal SecureString? TakeSecret(string path) => Take(path) switch
    {
        null => null,
        { Secret: { } secret } => secret,
        _ => throw new Auth0Exception(ErrorReason.InvalidImport, $"The field '{path}' is not text.", "Put its value in quotes."),
    };

    /// <summary>A list of texts, or one text; null as for <see cref="Take"/>.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidImport"/>: it is neither.</exception>
    internal IReadOnlyList<string>? TakeList(string path) => Take(path) is { Items: { } items } ? items : TakeText(path) is { } text ? [text] : null;

    /// <summary>Fields that say nothing of what is wanted, with all that is below them.</summary>
    internal void PassOver(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
            _seen.UnionWith(_values.Keys.Where(key => key.Equals(path, StringComparison.OrdinalIgnoreCase) || key.StartsWith(path + ".", StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>The fields nobody asked for.</summary>
    internal IReadOnlyList<string> Left => [.. _values.Where(item => !item.Value.IsNothing && !_seen.Contains(item.Key)).Select(item => item.Key).Order(StringComparer.Ordinal)];
}

/// <summary>A field's value.</summary>
/// <param name="Text">Text, or a number as it is written; null for anything else.</param>
/// <param name="Flag">True or false; null for anything else.</param>
/// <param name="Secret">A secret; null for anything else.</param>
internal sealed record ImportValue(string? Text, bool? Flag, SecureString? Secret)
{
    /// <summary>A list.</summary>
    /// <param name="items">Those of its items that are text, or numbers as they are written.</param>
    public static ImportValue OfList(IEnumerable<string> items) => new("(a list)", null, null) { Items = [.. items] };

    /// <summary>The value of a secret field; a placeholder is kept as text, so that it counts as nothing.</summary>
    /// <param name="path">The field's path.</param>
    /// <param name="characters">The secret's characters; the caller wipes them.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidImport"/>: it is longer than a secret can be.</exception>
    public static ImportValue OfSecret(string path, ReadOnlySpan<char> characters)
    {
        if (characters is ['<', .., '>'])
            return new ImportValue("<placeholder>", null, null);
        if (characters.Length > SecureStrings.MaxLength)
            throw new Auth0Exception(ErrorReason.InvalidImport, $"The field '{path}' has {characters.Length} characters, which no secret has.", "Copy the secret anew.");
        return new ImportValue(null, null, SecureStrings.Protect(characters));
    }

    internal IReadOnlyList<string>? Items { get; private init; }

    internal bool IsList => Items is not null;

    internal bool IsFalse => Flag == false || "false".Equals(Text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Null, empty, or a placeholder such as <c>&lt;string&gt;</c> that documentation pages have in place of a value.</summary>
    internal bool IsNothing => (Flag is null && Secret is null && string.IsNullOrWhiteSpace(Text)) || Text is ['<', .., '>'] || Secret is { Length: 0 };
}
