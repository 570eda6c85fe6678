using System.Management.Automation;
using Auth0Ps.Naming;

namespace Auth0Ps.Parameters;

/// <summary>Names of applications, with wildcards; a name that an application literally has is found, whatever signs are in it.</summary>
/// <param name="names">The names wanted.</param>
internal sealed class ApplicationNames(string[] names)
{
    private readonly (string Name, WildcardPattern Pattern)[] _wanted = Array.ConvertAll(names, name => (name, WildcardPattern.Get(name, WildcardOptions.IgnoreCase)));
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);
    private readonly HashSet<string> _all = new(StringComparer.Ordinal);
    private readonly HashSet<string> _clientIds = new(StringComparer.Ordinal);

    /// <summary>True for an application of one of these names.</summary>
    public bool Match(Auth0Application application)
    {
        var isWanted = false;
        _all.Add(application.Name);
        foreach (var (name, pattern) in _wanted)
        {
            if (!string.Equals(name, application.Name, StringComparison.OrdinalIgnoreCase) && !pattern.IsMatch(application.Name))
                continue;
            isWanted = true;
            _found.Add(name);
        }

        if (isWanted)
            return true;
        if (Array.Exists(_wanted, wanted => wanted.Name == application.ClientId))
            _clientIds.Add(application.ClientId);
        return false;
    }

    /// <summary>Of each name without wildcards that no application had: that there is none, and what was probably meant.</summary>
    /// <param name="connection">The connection that they were looked for through.</param>
    public IEnumerable<Auth0Exception> NotFound(Auth0Connection connection) =>
        from wanted in _wanted
        where !_found.Contains(wanted.Name) && !WildcardPattern.ContainsWildcardCharacters(wanted.Name)
        select new Auth0Exception(
            ErrorReason.ApplicationNotFound,
            $"The tenant at '{connection.Domain}' has no application called '{wanted.Name}'{(_all.Count == 0 ? " among those asked for" : "")}.",
            _clientIds.Contains(wanted.Name) ? $"That is a client id: Get-Auth0Application -ClientId {wanted.Name}"
            : Likeness.Nearest(WildcardPattern.Unescape(wanted.Name), _all) is { } near ? $"Did you mean '{near}'?"
            : "Wildcards find more: '*part of the name*'.")
        { Target = wanted.Name };
}
