using System.Management.Automation;

namespace Auth0Ps.Parameters;

/// <summary>Chooses things by their names, with wildcards.</summary>
internal static class WildcardNames
{
    /// <summary>Whether a name is one of those that a name with wildcards means.</summary>
    public static Func<string, bool> Pattern(string name) => WildcardPattern.Get(name, WildcardOptions.IgnoreCase).IsMatch;

    /// <summary>Each thing once, in the order asked for; a name that is spelled out and means nothing is reported.</summary>
    /// <param name="names">The names asked for.</param>
    /// <param name="match">The things whose names match.</param>
    /// <param name="identity">What tells them apart.</param>
    /// <param name="notFound">Says that there is none of a name.</param>
    /// <param name="tell">Told of it.</param>
    public static List<T> Choose<T>(IEnumerable<string> names, Func<Func<string, bool>, IEnumerable<T>> match, Func<T, object> identity, Func<string, Auth0Exception> notFound, Action<Auth0Exception> tell)
    {
        var chosen = new List<T>();
        var known = new HashSet<object>();
        foreach (var name in names)
        {
            var found = match(Pattern(name)).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                tell(notFound(name));
            chosen.AddRange(found.Where(item => known.Add(identity(item))));
        }

        return chosen;
    }
}
