using System.Collections;
using Auth0Ps.Parameters;

namespace Auth0Ps.Completion;

/// <summary>Offers the paths of the connection's API, with the ids that were already typed in them; needs no network.</summary>
public sealed class RestPathCompleter : WordCompleter
{
    private protected override IEnumerable<Word> Offers(string typed, IDictionary bound)
    {
        var slash = typed.StartsWith('/') ? "/" : "";
        var begun = typed[slash.Length..].Split('/');
        var known = KnownRestPaths.Of(Api(bound));

        // What begins like a word of the API is taken for one; only else for an id.
        var found = known.Where(item => IsBegun(begun, item.Path.Split('/'), endsInId: false)).ToList();
        if (found.Count == 0)
            found = [.. known.Where(item => IsBegun(begun, item.Path.Split('/'), endsInId: true))];
        return found.Select(item => new Word(slash + WithIds(begun, item.Path.Split('/')), item.Meaning));
    }

    private static Auth0ApiType Api(IDictionary bound)
    {
        try
        {
            return ChosenConnection.Of(bound).ApiType;
        }
        catch (Auth0Exception)
        {
            // Completion never complains: the connection may be typed later, and most are for this API.
            return Auth0ApiType.Management;
        }
    }

    private static bool IsBegun(string[] begun, string[] known, bool endsInId)
    {
        if (begun.Length > known.Length)
            return false;
        for (var i = 0; i < begun.Length - 1; i++)
        {
            if (!(IsPlaceholder(known[i]) ? begun[i].Length > 0 : string.Equals(begun[i], known[i], StringComparison.OrdinalIgnoreCase)))
                return false;
        }

        var last = known[begun.Length - 1];
        return endsInId ? IsPlaceholder(last) : CompletionWord.Matches(begun[^1], last);
    }

    private static string WithIds(string[] begun, string[] known) =>
        string.Join('/', known.Select((segment, i) => i < begun.Length && IsPlaceholder(segment) && !CompletionWord.Matches(begun[i], segment) ? begun[i] : segment));

    private static bool IsPlaceholder(string segment) => segment.StartsWith('{');
}
