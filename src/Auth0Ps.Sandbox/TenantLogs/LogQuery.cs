using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.TenantLogs;

/// <summary>
/// What <c>q</c> finds: fields with words, phrases, wildcards and ranges, joined by AND, OR, NOT and brackets (Auth0's page on the syntax of log
/// searches). Words side by side are joined by OR, as in Lucene; unconfirmed.
/// </summary>
internal sealed partial class LogQuery
{
    private static readonly HashSet<string> Fields = new(StringComparer.Ordinal)
    {
        "client_id", "client_name", "description", "date", "ip", "log_id", "type", "user_agent", "hostname", "organization_id", "audience", "scope",
        "user_id", "user_name", "connection", "connection_id", "strategy",
    };

    private readonly List<string> _tokens;
    private int _next;

    private LogQuery(string text)
    {
        _tokens = [.. Token().Matches(text).Select(match => match.Value)];
        if (string.Concat(_tokens).Length != text.Count(character => !char.IsWhiteSpace(character)) + _tokens.Sum(token => token.Count(char.IsWhiteSpace)))
            throw new FormatException("it has a bracket or a quote too many");
    }

    private string? Peek => _next < _tokens.Count ? _tokens[_next] : null;

    /// <summary>The search as a test of events.</summary>
    /// <exception cref="FormatException">It cannot be understood; the message says why.</exception>
    public static Func<JsonElement, bool> Parse(string text)
    {
        var query = new LogQuery(text);
        if (query.Peek is null)
            return _ => true;
        var test = query.Any();
        return query.Peek is { } rest ? throw new FormatException($"'{rest}' is one too many") : test;
    }

    private Func<JsonElement, bool> Any()
    {
        var tests = new List<Func<JsonElement, bool>> { All() };
        while (Peek is not (null or ")"))
        {
            if (Peek is "OR" or "||")
                _next++;
            tests.Add(All());
        }

        return tests.Count == 1 ? tests[0] : entry => tests.Exists(test => test(entry));
    }

    private Func<JsonElement, bool> All()
    {
        var tests = new List<Func<JsonElement, bool>> { One() };
        while (Peek is "AND" or "&&")
        {
            _next++;
            tests.Add(One());
        }

        return tests.Count == 1 ? tests[0] : entry => tests.TrueForAll(test => test(entry));
    }

    private Func<JsonElement, bool> One()
    {
        var token = Peek ?? throw new FormatException("it ends too early");
        _next++;
        switch (token)
        {
            case "NOT" or "-" or "!":
                var negated = One();
                return entry => !negated(entry);
            case "(":
                var inner = Any();
                Expect(")");
                return inner;
            case ")" or "AND" or "OR" or "&&" or "||":
                throw new FormatException($"'{token}' is where a field is expected");
        }

        if (!token.EndsWith(':'))
            return Word(Fields, token);
        var field = token[..^1];
        return Fields.Contains(field) ? Value([field]) : throw new FormatException($"'{field}' is not a field that can be searched");
    }

    private Func<JsonElement, bool> Value(string[] fields)
    {
        var token = Peek ?? throw new FormatException("it ends too early");
        _next++;
        if (token is "[" or "{")
            return Range(fields[0], token == "[");
        if (token != "(")
            return Word(fields, token);
        var tests = new List<Func<JsonElement, bool>>();
        while (Peek is not (null or ")"))
        {
            if (Peek is "OR" or "||")
                _next++;
            else
                tests.Add(Value(fields));
        }

        Expect(")");
        return entry => tests.Exists(test => test(entry));
    }

    private Func<JsonElement, bool> Range(string field, bool fromInclusive)
    {
        var from = Take();
        Expect("TO");
        var to = Take();
        var toInclusive = Take() switch
        {
            "]" => true,
            "}" => false,
            _ => throw new FormatException("a range ends with ] or }"),
        };
        return entry => entry.Text(field) is { } value
            && (from == "*" || Compare(value, from, field, end: !fromInclusive) is var low && (fromInclusive ? low >= 0 : low > 0))
            && (to == "*" || Compare(value, to, field, end: toInclusive) is var high && (toInclusive ? high <= 0 : high < 0));
    }

    // Dates may be short: a day, or an hour, stands for its beginning, at the end of a range for its end.
    private static int Compare(string value, string bound, string field, bool end)
    {
        bound = bound.Trim('"');
        if (field != "date" || !DateTimeOffset.TryParse(bound, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return string.CompareOrdinal(value, bound);
        if (end && bound.Length == 10)
            time = time.AddDays(1).AddTicks(-1);
        return DateTimeOffset.Parse(value, CultureInfo.InvariantCulture).CompareTo(time);
    }

    private static Func<JsonElement, bool> Word(IEnumerable<string> fields, string token)
    {
        var names = fields.ToArray();
        var text = token.Length > 1 && token[0] == '"' ? token[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal) : token;
        var pattern = new Regex(
            "^" + Regex.Escape(text.Replace("\\", "", StringComparison.Ordinal)).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline,
            TimeSpan.FromSeconds(1));
        return entry => names.Any(name => entry.Text(name) is { } value && (pattern.IsMatch(value) || value.Split(' ').Any(pattern.IsMatch)));
    }

    private string Take()
    {
        var token = Peek ?? throw new FormatException("it ends too early");
        _next++;
        return token;
    }

    private void Expect(string token)
    {
        if (Take() != token)
            throw new FormatException($"'{token}' is missing");
    }

    // A field with its colon, a phrase, brackets, or a word up to the next of them; a colon within a word (a time) belongs to it.
    [GeneratedRegex("""[A-Za-z_]+:|"(?:\\.|[^"\\])*"|[()\[\]{}]|&&|\|\||[-!](?=\S)|(?:\\.|[^\s()\[\]{}"])+""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Token();
}
