using System.Security;
using Auth0Ps.Connections;
using Auth0Ps.Http;
using Auth0Ps.OAuth;
using Auth0Ps.Rotation;
using Auth0Ps.State;

namespace Auth0Ps.Applications;

/// <summary>One command's way to a tenant: its connection, tokens and calls, with someone who listens to the requests.</summary>
internal sealed class TenantSession
{
    private readonly TokenEndpoint _endpoint;

    /// <summary>Opens a session; sends nothing yet.</summary>
    /// <param name="state">Where its secret is.</param>
    /// <param name="observer">Told of each request; may be null.</param>
    public TenantSession(Auth0Connection connection, Auth0State state, RequestObserver? observer = null)
    {
        Connection = connection;
        State = state;
        Observer = observer;
        Address = connection.Address;
        _endpoint = new TokenEndpoint(Http, observer);
    }

    /// <summary>A client of this tenant, whatever host the tenant is reached through.</summary>
    internal ClientIdentity ClientOf(string clientId) => State.Connections.Client(Connection, clientId);

    /// <summary>The connection this session is for.</summary>
    public Auth0Connection Connection { get; }

    internal TenantAddress Address { get; }

    internal Auth0State State { get; }

    internal TenantHttp Http => State.Http;

    internal RequestObserver? Observer { get; }

    /// <summary>False where another caller of the process who asks for the same token may be waiting for this one to end.</summary>
    internal bool WaitsForTokenOfOthers { get; init; } = true;

    /// <summary>The connection's access token, from the cache or new.</summary>
    /// <param name="audience">Another API for this call; the connection's when null.</param>
    /// <param name="organization">Another organization for this call; the connection's when null.</param>
    /// <param name="scope">Other scopes for this call; the connection's when null.</param>
    /// <param name="renew">True asks Auth0 even when a fresh token is cached.</param>
    /// <exception cref="Auth0Exception">Why there is none, and what to do.</exception>
    public async Task<Auth0AccessToken> GetTokenAsync(
        string? audience = null,
        string? organization = null,
        IReadOnlyList<string>? scope = null,
        bool renew = false,
        CancellationToken cancellationToken = default)
    {
        if (Connection.NeedsLogin && (organization is not null || scope is not null))
        {
            throw new Auth0Exception(
                ErrorReason.InvalidArgument,
                $"Connection '{Connection.Name}' acts for a user, who agreed to certain scopes and one organization at login.",
                $"Sign in anew with others: Set-Auth0Connection {Connection.Name} -Scope … -Organization …")
            { Target = Connection.Name };
        }

        var asked = scope ?? Connection.Scope;
        var key = KeyFor(new TokenScope(
            audience ?? Connection.Audience,
            organization ?? Connection.Organization,
            asked.Count == 0 ? null : string.Join(' ', asked)));
        return await NamingConnectionAsync(() => GetAsync(key, renew ? State.Tokens.Peek(key) : null, cancellationToken));
    }

    /// <summary>Requests a token as another application, uncached; proves a client secret.</summary>
    internal Task<Auth0AccessToken> RequestTokenAsync(ClientAuthentication client, TokenScope scope, CancellationToken cancellationToken) =>
        _endpoint.RequestAsync(Address, client, scope, cancellationToken, isProof: true);

    /// <summary>Calls the Management API; a refused token is renewed once.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">Path and query below <c>/api/v2/</c>.</param>
    /// <param name="body">Makes the body of each attempt; a write always has one.</param>
    /// <param name="retry">Whether it may be repeated when its outcome is unknown.</param>
    /// <param name="noMoreAttempts">Once it fires no further attempt starts.</param>
    /// <param name="secrets">The secrets in the body; nothing that is reported of the answer shows them.</param>
    /// <param name="beforeAttempt">Asked immediately before each attempt; see <see cref="TenantRequest.BeforeAttempt"/>.</param>
    /// <returns>The answer, whatever its status.</returns>
    internal Task<TenantResponse> SendAsync(
        HttpMethod method,
        string path,
        Func<HttpContent>? body,
        RetryRule retry,
        CancellationToken noMoreAttempts,
        CancellationToken cancellationToken,
        IReadOnlyList<SecureString>? secrets = null,
        Func<CancellationToken, Task<LeaseTerm>>? beforeAttempt = null) =>
        NamingConnectionAsync(() => SendRenewingAsync(method, path, body, retry, secrets ?? [], beforeAttempt, noMoreAttempts, cancellationToken));

    private async Task<TenantResponse> SendRenewingAsync(
        HttpMethod method,
        string path,
        Func<HttpContent>? body,
        RetryRule retry,
        IReadOnlyList<SecureString> secrets,
        Func<CancellationToken, Task<LeaseTerm>>? beforeAttempt,
        CancellationToken noMoreAttempts,
        CancellationToken cancellationToken)
    {
        var key = KeyFor(TokenScope.Of(Connection));
        var token = await GetAsync(key, notThis: null, cancellationToken);
        var response = await SendWithAsync(token);
        if (AuthErrorBody.OutcomeOf(response) != ResponseOutcome.Unauthorized)
            return response;

        // A change that was answered with 401, or of which an attempt before that proved nothing, may have been carried out all the same:
        // what comes of the next attempt, or of the token for it, proves nothing of this one.
        var isChange = method != HttpMethod.Get && method != HttpMethod.Head;
        var followsLost = response.FollowsLostAttempt;
        response.Dispose();
        try
        {
            var second = await SendWithAsync(await GetAsync(key, notThis: token, cancellationToken));
            second.FollowsUnknown |= isChange;
            second.FollowsLostAttempt |= followsLost;
            return second;
        }
        catch (Auth0Exception exception) when (isChange && (exception.IsRefusal || exception.NothingSent))
        {
            throw exception.Unproven();
        }

        async Task<TenantResponse> SendWithAsync(Auth0AccessToken bearer)
        {
            var answer = await Http.SendAsync(
                new TenantRequest
                {
                    Method = method,
                    Uri = new Uri(ApiAddress.Require(Connection), path),
                    Body = body,
                    BeforeAttempt = beforeAttempt,
                    Bearer = bearer.Token,
                    Retry = retry,
                    NoMoreAttempts = noMoreAttempts,
                },
                Observer,
                cancellationToken);
            answer.Sent = [bearer.Token, .. secrets];
            return answer;
        }
    }

    /// <summary>Makes sure that this process still has a client's lease, and has it for as long as a write into a vault takes.</summary>
    /// <exception cref="Auth0Exception">It was lost, or the store cannot be asked.</exception>
    internal Task ConfirmLeaseAsync(string clientId) => State.Leases.ConfirmAsync(ClientOf(clientId), State.Limits.VaultWrite, CancellationToken.None);

    /// <summary>Reads from the Management API.</summary>
    /// <exception cref="Auth0Exception">Any answer other than success, explained.</exception>
    internal async Task<TenantResponse> GetJsonAsync(string path, object? target, CancellationToken cancellationToken)
    {
        var response = await SendAsync(HttpMethod.Get, path, body: null, RetryRule.Repeatable, CancellationToken.None, cancellationToken);
        if (response is { IsSuccess: true, Json: not null })
            return response;

        using (response)
            throw ManagementFaults.From(this, response, target);
    }

    /// <summary>A failure on the way knows the host; what the user has to look at is the connection.</summary>
    private async Task<T> NamingConnectionAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Auth0Exception exception)
        {
            exception.Connection = Connection.Name;
            throw;
        }
    }

    private TokenCache.Key KeyFor(TokenScope scope) => new(Connection.Id, Connection.Version, scope);

    private Task<Auth0AccessToken> GetAsync(TokenCache.Key key, Auth0AccessToken? notThis, CancellationToken cancellationToken) =>
        State.Tokens.GetAsync(
            key,
            async cancellation => Connection.NeedsLogin
                ? await State.Logins.RenewAsync(Connection, key.Scope, _endpoint, Http.Time, cancellation)
                : await RequestOwnAsync(key.Scope, cancellation),
            notThis,
            WaitsForTokenOfOthers,
            cancellationToken);

    private async Task<Auth0AccessToken> RequestOwnAsync(TokenScope scope, CancellationToken cancellationToken)
    {
        var secrets = new ConnectionSecretReader(State);
        var client = await secrets.OpenAsync(Connection, Http.Time, cancellationToken);
        try
        {
            return await _endpoint.RequestAsync(Address, client, scope, cancellationToken);
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.CredentialsRefused)
        {
            if (await secrets.OpenNextAsync(Connection, Http.Time, cancellationToken) is not { } next)
                throw;
            return await _endpoint.RequestAsync(Address, next, scope, cancellationToken);
        }
    }
}
