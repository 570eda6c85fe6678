using System.Collections;
using System.Management.Automation;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Parameters;

/// <summary>Which connection a half-typed command means.</summary>
internal static class ChosenConnection
{
    /// <summary>The one given with <c>-Connection</c>, else the only one.</summary>
    /// <param name="bound">What the engine knows of the command's other parameters.</param>
    /// <exception cref="Auth0Exception">There is none, or more than one.</exception>
    public static Auth0Connection Of(IDictionary bound)
    {
        var given = bound.Contains("Connection") ? bound["Connection"] : null;
        return given switch
        {
            PSObject { BaseObject: Auth0Connection connection } => connection,
            Auth0Connection connection => connection,
            ConnectionReference reference => reference.Resolve(),
            null => ModuleState.Current.Connections.RequireOnly(),
            _ => ModuleState.Current.Connections.Require(given.ToString() ?? ""),
        };
    }
}
