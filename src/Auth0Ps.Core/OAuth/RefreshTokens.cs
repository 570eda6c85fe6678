using System.Collections.Concurrent;
using System.Security;
using Auth0Ps.Connections;
using Auth0Ps.State;
using Auth0Ps.Vaults;

namespace Auth0Ps.OAuth;

/// <summary>
/// Keeps the refresh tokens of logins: beside the connection's secret in its vault, else in this process; and renews access tokens
/// with them.
/// </summary>
/// <remarks>
/// Auth0 may hand out another refresh token each time and treats a former one that comes again as stolen (Auth0 docs, "Refresh token
/// rotation"). So one process at a time renews, after reading the token anew, and the next token is kept before anything else happens.
/// </remarks>
/// <param name="state">Knows what this process keeps, and the vaults.</param>
internal sealed class RefreshTokens(Auth0State state)
{
    private readonly ConcurrentDictionary<Guid, SemaphoreSlim> _turns = new();

    /// <summary>Renews the access token of a login.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.LoginRequired"/>, what the vault says, or no answer.</exception>
    public async Task<Auth0AccessToken> RenewAsync(
        Auth0Connection connection, TokenScope scope, TokenEndpoint endpoint, TimeProvider time, CancellationToken cancellationToken)
    {
        var turn = _turns.GetOrAdd(connection.Id, static _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            using var held = connection.Persisted
                ? await state.Leases.TakeLoginAsync(connection.Id, cancellationToken)
                : null;
            var token = await ReadAsync(connection, cancellationToken) ?? throw Required(connection);
            var client = await new ConnectionSecretReader(state).OpenAsync(connection, time, cancellationToken);
            var form = new RefreshTokenForm(token, scope.Audience == connection.Audience ? null : scope.Audience);

            // Once it is sent, Ctrl+C has to wait for the answer: it may hold the only token that works from now on.
            cancellationToken.ThrowIfCancellationRequested();
            var grant = await endpoint.ExchangeAsync(connection.Address, client, form, scope, CancellationToken.None);
            if (grant.Refresh is { } next)
                await WriteAsync(connection, next);
            return grant.Access;
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.LoginRequired && exception.StatusCode is not null)
        {
            // Whatever this process had kept for itself no longer works; the vault may know better the next time.
            state.Connections.KeepRefreshToken(connection, null);
            throw Required(connection, exception);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Puts the login of a connection where the connection now keeps its secret.</summary>
    /// <param name="former">The connection as it was; null for a new one.</param>
    /// <param name="kept">The connection as it is now.</param>
    /// <param name="fresh">The refresh token of a new login; null moves the present one.</param>
    /// <param name="cancellationToken">Ends the wait before anything is written.</param>
    public async Task MoveAsync(Auth0Connection? former, Auth0Connection kept, SecureString? fresh, CancellationToken cancellationToken)
    {
        var moves = former is { NeedsLogin: true } && EntryOf(former) != EntryOf(kept);
        if (!kept.NeedsLogin)
        {
            if (former is { NeedsLogin: true })
                await ForgetAsync(former, cancellationToken);
            return;
        }

        var token = fresh ?? (moves ? await ReadAsync(former!, cancellationToken) : null);
        if (token is not null)
            await WriteAsync(kept, token);
        if (moves && EntryOf(former!) is not null)
            await ForgetAsync(former!, CancellationToken.None);
    }

    /// <summary>Forgets a connection's login; Auth0 is not told.</summary>
    public async Task ForgetAsync(Auth0Connection connection, CancellationToken cancellationToken)
    {
        state.Connections.KeepRefreshToken(connection, null);
        if (!connection.NeedsLogin || EntryOf(connection) is not { } place)
            return;

        var vault = await state.RequireVaults(place.Vault).FindAsync(place.Vault, cancellationToken);
        await ConnectionEntries.RemoveAsync(vault, place.Entry);
    }

    private async Task<SecureString?> ReadAsync(Auth0Connection connection, CancellationToken cancellationToken)
    {
        if (EntryOf(connection) is not { } place)
            return state.Connections.RefreshTokenOf(connection);

        // One that the vault did not take is newer than what the vault has.
        if (state.Connections.RefreshTokenOf(connection) is { } untaken)
            return untaken;

        var vault = await state.RequireVaults(place.Vault).FindAsync(place.Vault, cancellationToken);
        return (await vault.ReadAsync(place.Entry, cancellationToken))?.Secret;
    }

    private async Task WriteAsync(Auth0Connection connection, SecureString token)
    {
        // In this process too, until the vault has it: a vault that fails now must not end the login.
        state.Connections.KeepRefreshToken(connection, token);
        if (EntryOf(connection) is not { } place)
            return;

        var vault = await state.RequireVaults(place.Vault).FindAsync(place.Vault, CancellationToken.None);
        await using (var entries = await vault.OpenAsync(CancellationToken.None))
            await entries.WriteAsync(place.Entry, new VaultSecret(token), mayRemoveFirst: true, CancellationToken.None);
        state.Connections.KeepRefreshToken(connection, null);
    }

    /// <summary>Named after the secret's entry, and the connection's id, because several connections may share that entry.</summary>
    private static (string Vault, string Entry)? EntryOf(Auth0Connection connection) =>
        connection.SecretReference is { Location: SecretLocation.Vault, Vault: { } vault, SecretName: { } entry }
            ? (vault, $"{entry}-refresh-token-{connection.Id:n}"[..^24])
            : null;

    private static Auth0Exception Required(Auth0Connection connection, Auth0Exception? cause = null) =>
        new(ErrorReason.LoginRequired,
            cause?.Message ?? $"Nobody has signed in for connection '{connection.Name}' yet, or the login cannot be renewed from here.",
            $"Sign in: Set-Auth0Connection {connection.Name} (add -NoBrowser where there is no browser)",
            cause)
        { Target = connection.Name, AnswerOf = cause };
}
