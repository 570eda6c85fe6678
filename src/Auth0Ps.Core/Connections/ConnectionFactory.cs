using Auth0Ps.Diagnostics;
using Auth0Ps.Http;
using Auth0Ps.Management;

namespace Auth0Ps.Connections;

/// <summary>Makes connections that work, or says why they do not.</summary>
/// <param name="registry">Where they are kept.</param>
/// <param name="observer">Told of each request; may be null.</param>
/// <param name="http">The sender; the process's when null.</param>
public sealed class ConnectionFactory(ConnectionRegistry registry, RequestObserver? observer = null, TenantHttp? http = null)
{
    /// <summary>Checks, tests and keeps a connection.</summary>
    /// <param name="request">What the user said.</param>
    /// <param name="skipTest">True keeps it without asking the tenant.</param>
    /// <param name="cancellationToken">Ends the test; nothing is kept then.</param>
    /// <exception cref="Auth0Exception">Bad input, a name taken, or the first check that failed.</exception>
    public async Task<Auth0Connection> CreateAsync(ConnectionRequest request, bool skipTest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var connection = request.Build((http ?? TenantHttp.Shared).Time.GetUtcNow());
        registry.RequireFree(connection.Name);
        if (!skipTest)
            await RequireWorkingAsync(connection, request, cancellationToken);

        registry.Add(connection, request.ClientSecret!);
        return connection;
    }

    private async Task RequireWorkingAsync(Auth0Connection connection, ConnectionRequest request, CancellationToken cancellationToken)
    {
        // Tested in a registry of its own: nobody sees a connection that does not work.
        var trial = new ConnectionRegistry();
        trial.Add(connection, request.ClientSecret!);
        var test = await new ConnectionTester(new TenantSession(connection, trial, observer, http)).TestAsync(ConnectionPurpose.General, cancellationToken);

        // A wrong clock or an exhausted allowance is worth knowing, but no reason not to keep the connection.
        var fatal = test.Checks.FirstOrDefault(check => check.Outcome == CheckOutcome.Failed && check.Name is not ("Clock" or "Rate limit"));
        if (fatal is not null)
            throw fatal.Failure!;
    }
}
