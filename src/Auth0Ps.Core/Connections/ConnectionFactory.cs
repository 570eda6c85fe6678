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
            await RequireWorkingAsync(connection, request.Secret, cancellationToken);

        return await registry.AddAsync(connection, request.Secret, cancellationToken);
    }

    /// <summary>Checks, tests and keeps a changed connection.</summary>
    /// <param name="former">The connection as it is.</param>
    /// <param name="request">The connection as it is to be; without credentials the former ones stay.</param>
    /// <param name="skipTest">True changes it without asking the tenant.</param>
    /// <param name="cancellationToken">Ends the test; nothing is changed then.</param>
    /// <exception cref="Auth0Exception">Bad input, a name taken, or the first check that failed.</exception>
    public async Task<Auth0Connection> ChangeAsync(Auth0Connection former, ConnectionRequest request, bool skipTest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(former);
        ArgumentNullException.ThrowIfNull(request);
        var changed = request.Build((http ?? TenantHttp.Shared).Time.GetUtcNow(), former);
        var secret = request.HasCredentials ? request.Secret : registry.SecretOf(former);
        if (!skipTest)
            await RequireWorkingAsync(changed, secret, cancellationToken);

        return await registry.ReplaceAsync(former, changed, request.HasCredentials ? request.Secret : null, cancellationToken);
    }

    /// <summary>Tests a connection that is not kept yet.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="secret">Its secret.</param>
    /// <param name="cancellationToken">Ends the test.</param>
    /// <exception cref="Auth0Exception">The first check that failed.</exception>
    public async Task RequireWorkingAsync(Auth0Connection connection, ConnectionSecret secret, CancellationToken cancellationToken)
    {
        // Tested in a registry of its own: nobody sees a connection that does not work.
        var trial = new ConnectionRegistry();
        await trial.AddAsync(connection, secret, cancellationToken);
        var test = await new ConnectionTester(new TenantSession(connection, trial, observer, http)).TestAsync(ConnectionPurpose.General, cancellationToken);

        // A wrong clock or an exhausted allowance is worth knowing, but no reason not to keep the connection.
        var fatal = test.Checks.FirstOrDefault(check => check.Outcome == CheckOutcome.Failed && check.Name is not ("Clock" or "Rate limit"));
        if (fatal is not null)
            throw fatal.Failure!;
    }
}
