using System.Globalization;
using Auth0Ps.Sandbox.Http;

namespace Auth0Ps.Sandbox.Management;

/// <summary>The query string, with the checks and error texts of the Management API.</summary>
internal sealed class ManagementQuery
{
    private readonly IReadOnlyList<KeyValuePair<string, string>> _pairs;

    public ManagementQuery(string query) => _pairs = FormEncoding.Parse(query);

    /// <summary>The first value under that name, or null.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var pair in _pairs)
            {
                if (pair.Key == name)
                    return pair.Value;
            }

            return null;
        }
    }

    /// <exception cref="ManagementException">A parameter has another name; a list may carry brackets behind its name.</exception>
    public void RefuseAllBut(IReadOnlyList<string> known)
    {
        foreach (var pair in _pairs)
        {
            if (!known.Contains(pair.Key.EndsWith("[]", StringComparison.Ordinal) ? pair.Key[..^2] : pair.Key, StringComparer.Ordinal))
                throw ManagementErrors.InvalidQuery($"'Additional properties not allowed: {pair.Key}'.");
        }
    }

    /// <summary>All values of a repeatable parameter, each of which may itself be a comma-separated list.</summary>
    public IReadOnlyList<string> List(string name) =>
    [
        .. _pairs.Where(pair => pair.Key == name || pair.Key == name + "[]")
            .SelectMany(pair => pair.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
    ];

    /// <summary>All values of a repeatable parameter whose values may hold commas themselves.</summary>
    public IReadOnlyList<string> Values(string name) =>
        [.. _pairs.Where(pair => pair.Key == name || pair.Key == name + "[]").Select(pair => pair.Value)];

    /// <exception cref="ManagementException">Neither true nor false.</exception>
    public bool? Flag(string name) => this[name] switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw ManagementErrors.InvalidQuery($"'Expected type boolean but found type string' on property {name}."),
    };

    /// <exception cref="ManagementException">No whole number, or out of bounds.</exception>
    public int? Number(string name, int minimum, int maximum)
    {
        if (this[name] is not { } text)
            return null;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw ManagementErrors.InvalidQuery($"'Expected type integer but found type string' on property {name}.");
        if (number < minimum)
            throw ManagementErrors.InvalidQuery($"'Value {number} is less than minimum {minimum}' on property {name}.");
        if (number > maximum)
            throw ManagementErrors.InvalidQuery($"'Value {number} is greater than maximum {maximum}' on property {name}.");
        return (int)number;
    }

    /// <exception cref="ManagementException">Not one of the values.</exception>
    public string? Choice(string name, params string[] values) => this[name] is not { } text || values.Contains(text, StringComparer.Ordinal)
        ? this[name]
        : throw ManagementErrors.InvalidQuery($"'No enum match for: {text}' on property {name}.");
}
