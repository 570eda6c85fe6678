using Auth0Ps.Async;
using Auth0Ps.Connections;
using Auth0Ps.Http;
using Auth0Ps.Management;
using Auth0Ps.Parameters;

namespace Auth0Ps.Commands;

/// <summary>A command that talks to a tenant.</summary>
public abstract class TenantCommand : AsyncCommand
{
    /// <summary>Shows each request under <c>-Verbose</c>.</summary>
    private protected RequestObserver Observer => trace => EmitVerbose(trace.ToString());

    /// <summary>The connection referred to, or the only one; an unknown one ends the command.</summary>
    private protected static Auth0Connection Resolve(ConnectionReference? reference)
    {
        try
        {
            return reference is null ? ConnectionRegistry.Shared.RequireOnly() : reference.Resolve();
        }
        catch (Auth0Exception exception)
        {
            throw new TerminatingFailure(exception);
        }
    }

    private protected TenantSession Open(Auth0Connection connection) => new(connection, ConnectionRegistry.Shared, Observer);
}
