using System.Management.Automation;
using Auth0Ps.Hosting;

namespace Auth0Ps.Parameters;

/// <summary>Finds connections by name with wildcards.</summary>
internal static class ConnectionNames
{
    public static IReadOnlyList<Auth0Connection> Match(string name)
    {
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        return [.. ModuleState.Current.Connections.All.Where(connection => pattern.IsMatch(connection.Name))];
    }
}
