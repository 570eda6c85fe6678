using Auth0Ps.Pipeline;

namespace Auth0Ps.Parameters;

/// <summary>Finds connections by name with wildcards.</summary>
internal static class ConnectionNames
{
    public static IReadOnlyList<Auth0Connection> Match(string name) => [.. Match(WildcardNames.Pattern(name))];

    /// <summary>The connections of these names; one that is spelled out and does not exist is reported.</summary>
    public static List<Auth0Connection> Choose(IEnumerable<string> names, Action<Auth0Exception> tell) =>
        WildcardNames.Choose(names, Match, static connection => connection.Id, ModuleState.Current.Connections.NotFound, tell);

    private static IEnumerable<Auth0Connection> Match(Func<string, bool> isMatch) => ModuleState.Current.Connections.All.Where(connection => isMatch(connection.Name));
}
