using System.Globalization;
using Auth0Ps.Connections;

namespace Auth0Ps.Rest;

/// <summary>A path below a connection's base address, so that its token goes nowhere else.</summary>
/// <param name="Text">The path without a slash at its start; may be empty.</param>
/// <param name="Query">What followed a question mark, or null.</param>
internal sealed record RestPath(string Text, string? Query)
{
    private const int Longest = 8000;

    /// <summary>Reads a path as a user types it: <c>clients</c>, <c>/clients</c>, <c>clients/abc?fields=name</c>.</summary>
    /// <remarks>Auth0's reference prints paths with <c>/api/v2/</c> in front; that is understood too.</remarks>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: anything that is no such path.</exception>
    public static RestPath Parse(string? text, Auth0Connection connection)
    {
        var given = text?.Trim(' ') ?? "";
        if (Problem(given) is { } problem)
            throw Refused(given, problem, connection);

        var question = given.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? given : given[..question];
        if (!path.StartsWith('/') && HasScheme(path))
            throw Refused(given, "is an absolute address, and the access token goes only to the connection's own API", connection);
        if (ProblemOfSegments(path) is { } detour)
            throw Refused(given, detour, connection);

        path = path.TrimStart('/');
        if (connection.ApiType != Auth0ApiType.Custom && ProblemOfIds(path) is { } missing)
            throw Refused(given, missing, connection);

        return new RestPath(WithoutBase(path, connection), question < 0 ? null : given[(question + 1)..]);
    }

    private static string? Problem(string text)
    {
        if (text.Length == 0)
            return "is empty";
        if (text.Length > Longest)
            return string.Create(CultureInfo.InvariantCulture, $"is longer than {Longest} characters");
        if (text.Any(char.IsControl))
            return "contains a control character, such as a line break";
        if (text.Contains('\\', StringComparison.Ordinal))
            return "contains a backslash; paths have slashes";
        if (text.Contains('#', StringComparison.Ordinal))
            return "contains a '#', which never reaches a server; one that belongs to an id is written %23";
        return text.StartsWith("//", StringComparison.Ordinal)
            ? "begins with two slashes and so names a host, and the access token goes only to the connection's own API"
            : null;
    }

    /// <summary>Also finds what a server would only see after decoding.</summary>
    private static string? ProblemOfSegments(string path)
    {
        var decoded = Uri.UnescapeDataString(path);
        if (decoded.Any(char.IsControl))
            return "contains an encoded control character";
        return decoded.Split('/', '\\').Any(segment => segment.Trim(' ') is "." or "..")
            ? "contains a '.' or '..' segment, which would lead elsewhere"
            : null;
    }

    /// <summary>What shows that an id is missing where Auth0's own APIs want one.</summary>
    private static string? ProblemOfIds(string path)
    {
        var segments = path.Split('/');
        if (segments.Length > 1 && segments.Contains(""))
            return "has an empty segment; a variable in it may be empty, and the request would then mean something else";
        return Array.Find(segments, segment => segment is ['{', .., '}']) is { } placeholder
            ? $"has '{placeholder[1..^1]}' in braces where Auth0's reference names what is to be put in"
            : null;
    }

    /// <summary>RFC 3986 section 3.1: a letter, then letters, digits, <c>+</c>, <c>-</c>, <c>.</c>, then a colon.</summary>
    private static bool HasScheme(string path)
    {
        var colon = path.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            && char.IsAsciiLetter(path[0])
            && path[..colon].All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '-' or '.');
    }

    private static string WithoutBase(string path, Auth0Connection connection)
    {
        // Another API may have such a path below its base; Auth0's own have not.
        var prefix = ApiAddress.Require(connection).AbsolutePath.TrimStart('/');
        return connection.ApiType != Auth0ApiType.Custom && prefix.Length > 0 && path.StartsWith(prefix, StringComparison.Ordinal)
            ? path[prefix.Length..]
            : path;
    }

    private static Auth0Exception Refused(string text, string problem, Auth0Connection connection) =>
        new(ErrorReason.InvalidArgument,
            text.Length == 0 ? "The path is empty." : $"The path '{Printable(text)}' {problem}.",
            $"Give what follows '{connection.BaseUri}', such as 'clients' or 'clients/CLIENT_ID'; -Query takes the query.")
        { Target = connection.Name };

    private static string Printable(string text)
    {
        var visible = string.Concat(text.Take(100).Select(letter => char.IsControl(letter) ? '?' : letter));
        return text.Length > 100 ? visible + "…" : visible;
    }
}
