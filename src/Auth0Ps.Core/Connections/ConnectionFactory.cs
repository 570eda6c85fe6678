using System.Security;
using Auth0Ps.Applications;
using Auth0Ps.Diagnostics;
using Auth0Ps.Http;
using Auth0Ps.OAuth;
using Auth0Ps.State;

namespace Auth0Ps.Connections;

/// <summary>Makes, changes and removes connections, together with what is kept of them in vaults.</summary>
/// <param name="state">Where they are kept.</param>
/// <param name="observer">Told of each request; may be null.</param>
internal sealed class ConnectionFactory(Auth0State state, RequestObserver? observer = null)
{
    /// <summary>Lets a person sign in; null where nobody is asked.</summary>
    public ILoginPrompt? LoginPrompt { get; init; }

    /// <summary>Works out and checks a connection. Reads from vaults where secrets are kept there; asks and changes nothing else.</summary>
    /// <param name="request">What the user said.</param>
    /// <param name="former">The connection to change, whose credentials stay unless others are given; null for a new one.</param>
    /// <param name="cancellationToken">Ends the wait for a vault.</param>
    /// <exception cref="Auth0Exception">Bad input, a name taken, or a vault that cannot be used.</exception>
    public Task<ConnectionPlan> PlanAsync(ConnectionRequest request, Auth0Connection? former, CancellationToken cancellationToken)
    {
        return new ConnectionPlanner(state).PlanAsync(request, former, state.Time.GetUtcNow(), cancellationToken);
    }

    /// <summary>Checks, tests and keeps a new connection.</summary>
    /// <param name="request">What the user said.</param>
    /// <param name="skipTest">True keeps it without asking the tenant.</param>
    /// <param name="cancellationToken">Ends the test; nothing is kept then.</param>
    /// <exception cref="Auth0Exception">Bad input, a name taken, or the first check that failed.</exception>
    public async Task<Auth0Connection> CreateAsync(ConnectionRequest request, bool skipTest, CancellationToken cancellationToken) =>
        await KeepAsync(await PlanAsync(request, former: null, cancellationToken), skipTest, cancellationToken);

    /// <summary>Tests a planned connection and keeps it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="skipTest">True keeps it without asking the tenant.</param>
    /// <param name="cancellationToken">Ends login and test; nothing is kept then.</param>
    /// <exception cref="Auth0Exception">The login or the first check that failed, or what could not be written.</exception>
    public async Task<Auth0Connection> KeepAsync(ConnectionPlan plan, bool skipTest, CancellationToken cancellationToken)
    {
        if (plan.Former is { } present)
            state.Uses.RequireFinished(present, plan.Connection);
        var refresh = skipTest ? null : await TryOutAsync(plan, cancellationToken);
        if (plan.Entry is { } entry)
            await WriteAsync(entry, cancellationToken);

        Auth0Connection kept;
        try
        {
            kept = plan.Former is { } former
                ? await state.Connections.ReplaceAsync(former, plan.Connection, plan.ChangesCredentials || plan.Connection.SecretReference != former.SecretReference ? plan.Kept : null, cancellationToken)
                : await state.Connections.AddAsync(plan.Connection, plan.Kept, cancellationToken);
        }
        catch when (plan is { Former: null, Entry: { } written })
        {
            await ConnectionEntries.RemoveAsync(written.Vault, written.Name);
            throw;
        }

        await state.Logins.MoveAsync(plan.Former, kept, refresh, cancellationToken);
        if (plan.Former is { } replaced && !SamePlace(replaced.SecretReference, kept.SecretReference))
            await new ConnectionEntries(state).RemoveOwnAsync(replaced, cancellationToken);
        return kept;
    }

    /// <summary>Whether removing a connection leaves what its vault holds of it where it is.</summary>
    public bool KeepsEntries { get; init; }

    /// <summary>Removes a connection, and from its vault what was put there for it.</summary>
    /// <param name="force">True also when it is in use, or when its vault cannot be used now.</param>
    /// <param name="cancellationToken">Ends the wait for files and vaults.</param>
    /// <returns>What stayed in the vault because the vault could not be used; null when nothing did.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConnectionInUse"/>, <see cref="ErrorReason.ConnectionNotFound"/>, or what the vault says.</exception>
    public async Task<Auth0Exception?> RemoveAsync(Auth0Connection connection, bool force, CancellationToken cancellationToken)
    {
        // As it is now: what was handed in may be older than a rename or a move of its secret.
        connection = state.Connections.Find(connection.Id) ?? throw state.Connections.NotFound(connection.Name);
        if (!force)
            state.Uses.RequireNone(connection);

        Auth0Exception? left = null;
        var entries = new ConnectionEntries(state);
        try
        {
            // Before the connection goes, because afterwards nobody would know of the entries.
            if (!KeepsEntries)
                await entries.RequireUsableAsync(connection, cancellationToken);
        }
        catch (Auth0Exception exception) when (force)
        {
            left = exception;
        }

        if (!await state.Connections.RemoveAsync(connection, cancellationToken))
            throw state.Connections.NotFound(connection.Name);
        if (left is null && !KeepsEntries)
        {
            await state.Logins.ForgetAsync(connection, cancellationToken);
            await entries.RemoveOwnAsync(connection, cancellationToken);
        }

        return left;
    }

    /// <summary>Signs in where a person has to, and tests with the secret in hand, before anything is written.</summary>
    /// <returns>The refresh token of a new login; null when there was none.</returns>
    private async Task<SecureString?> TryOutAsync(ConnectionPlan plan, CancellationToken cancellationToken)
    {
        // In a registry of its own: nobody sees a connection that does not work.
        var trial = state.ForTrial();
        var connection = await trial.Connections.AddAsync(plan.Trial, plan.Secret, cancellationToken);
        SecureString? refresh = null;
        if (connection.NeedsLogin)
        {
            if (await HasWorkingLoginAsync(plan, cancellationToken))
                return null;
            refresh = await new BrowserLogin(trial, observer).SignInAsync(connection, LoginPrompt, cancellationToken);
        }

        var test = await new ConnectionTester(new TenantSession(connection, trial, observer)).TestAsync(ConnectionPurpose.General, cancellationToken);

        // A wrong clock or an exhausted allowance is worth knowing, but no reason not to keep the connection.
        var fatal = test.Checks.FirstOrDefault(check => check.Outcome == CheckOutcome.Failed && check.Name is not ("Clock" or "Rate limit"));
        return fatal is null ? refresh : throw fatal.Failure!;
    }

    /// <summary>A change that leaves the login valid asks nobody to sign in again.</summary>
    private async Task<bool> HasWorkingLoginAsync(ConnectionPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Former is not { NeedsLogin: true } former || !LoginScope.IsSame(former, plan.Connection) || plan.ChangesCredentials)
            return false;

        try
        {
            await new TenantSession(former, state, observer).GetTokenAsync(renew: true, cancellationToken: cancellationToken);
            return true;
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.LoginRequired)
        {
            return false;
        }
    }

    private static async Task WriteAsync(PlannedEntry entry, CancellationToken cancellationToken)
    {
        await using var entries = await entry.Vault.OpenAsync(cancellationToken);
        await entries.WriteAsync(entry.Name, entry.Content, mayRemoveFirst: true, cancellationToken);
    }

    private static bool SamePlace(SecretReference left, SecretReference right) =>
        left.Location == right.Location && left.Vault == right.Vault && left.SecretName == right.SecretName;
}
