using System.Security;
using System.Text.Json;
using Auth0Ps.Connections;
using Auth0Ps.Http;
using Auth0Ps.Security;
using Auth0Ps.State;

namespace Auth0Ps.OAuth;

/// <summary>Lets a person sign in in a browser and exchanges what comes back for tokens.</summary>
/// <remarks>
/// Listens first, then sends the person to the login page, and answers the browser only when the tokens are there or cannot be had, so
/// that the page is true. A callback that belongs to another login is turned away, and the wait continues.
/// </remarks>
/// <param name="state">Where the connection's secret is.</param>
/// <param name="observer">Told of each request; may be null.</param>
internal sealed class BrowserLogin(Auth0State state, RequestObserver? observer)
{
    private const int LongestReason = 300;

    /// <summary>Signs in; the access token is kept in the cache.</summary>
    /// <returns>The refresh token; null when the tenant hands out none.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.LoginRequired"/>, <see cref="ErrorReason.LoginFailed"/>, or a refusal explained.</exception>
    public async Task<SecureString?> SignInAsync(Auth0Connection connection, ILoginPrompt? prompt, CancellationToken cancellationToken)
    {
        if (prompt is null)
        {
            throw new Auth0Exception(
                ErrorReason.LoginRequired,
                $"Someone has to sign in for connection '{connection.Name}' in a browser, and nobody attends this process.",
                "Run it in an interactive PowerShell; or add -NoBrowser, which writes the login page's address and waits; or use -GrantType ClientCredentials, which needs nobody.")
            { Target = connection.Name };
        }

        using var request = new AuthorizationRequest(connection);
        using var listener = new LoopbackListener(request.RedirectUri, connection.Name);
        var issuer = await IssuerAsync(connection, cancellationToken);
        var client = await new ConnectionSecretReader(state).OpenAsync(connection, state.Http.Time, cancellationToken);
        prompt.Show(request.Page);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(prompt.Patience);
        try
        {
            while (true)
            {
                var callback = await listener.NextAsync(patience.Token);
                if (!callback.IsAt(request.RedirectUri.AbsolutePath))
                    await callback.AnswerAsync(CallbackPage.NothingHere);
                else if (!request.IsOurs(callback["state"]))
                    await callback.AnswerAsync(CallbackPage.NotOurs);
                else
                    return await FinishAsync(connection, request, client, issuer, callback, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(connection, $"Nobody signed in within {prompt.Patience.TotalSeconds:0} seconds.", "Try again, and give more time with -TimeoutSeconds where it is needed.");
        }
    }

    private async Task<SecureString?> FinishAsync(
        Auth0Connection connection, AuthorizationRequest request, ClientAuthentication client, string issuer, Callback callback, CancellationToken cancellationToken)
    {
        try
        {
            var scope = TokenScope.Of(connection);
            using var code = CodeOf(connection, issuer, callback);
            var grant = await new TokenEndpoint(state.Http, observer).ExchangeAsync(
                connection.Address, client, new AuthorizationCodeForm(code, request.RedirectUri, request.Pkce?.Verifier), scope, cancellationToken);
            IdTokenRules.Require(grant.IdToken, connection, issuer, request.Nonce, state.Http.Time.GetUtcNow());
            state.Tokens.Put(new TokenCache.Key(connection.Id, connection.Version, scope), grant.Access);
            await callback.AnswerAsync(CallbackPage.SignedIn);
            return grant.Refresh;
        }
        catch (Auth0Exception exception)
        {
            await callback.AnswerAsync(CallbackPage.Failed(exception.Message));
            throw exception.Reason == ErrorReason.LoginRequired
                ? Failed(connection, exception.Message, "Try again; a code works once and for a short time only.", exception)
                : exception;
        }
    }

    private static SecureString CodeOf(Auth0Connection connection, string issuer, Callback callback)
    {
        // RFC 9207: a server that names itself must be the one that was asked.
        if (callback["iss"] is { } named && named != issuer)
            throw Failed(connection, "The answer comes from another server than the one that was asked.", "Sign in again; if it happens each time, the connection may be tampered with.");
        if (callback["error"] is { } error)
            throw Refused(connection, error, callback["error_description"]);
        return callback["code"] is { Length: > 0 } code
            ? SecureStrings.Protect(code)
            : throw Failed(connection, "The answer of the login page holds neither a code nor an error.", "Sign in again.");
    }

    private static Auth0Exception Refused(Auth0Connection connection, string error, string? description)
    {
        var words = new string([.. $"{error}: {description ?? "no reason given"}".Select(letter => char.IsControl(letter) ? ' ' : letter).Take(LongestReason)]);
        return description?.Contains("Service not found", StringComparison.OrdinalIgnoreCase) == true
            ? new(ErrorReason.AudienceNotFound, $"The tenant at '{connection.Domain}' knows no API with the identifier '{connection.Audience}'.", "Compare it, slash at the end included, with Applications > APIs in the dashboard.") { Target = connection.Name, ErrorCode = error }
            : new(ErrorReason.LoginFailed, $"The login was refused ({words}).", "Sign in and agree, as a user who may; or check the application's settings in the dashboard.") { Target = connection.Name, ErrorCode = error };
    }

    /// <summary>The tenant's own name for itself (OpenID Connect Discovery section 4.3), with which its answers are compared.</summary>
    private async Task<string> IssuerAsync(Auth0Connection connection, CancellationToken cancellationToken)
    {
        using var response = await state.Http.SendAsync(
            new TenantRequest { Method = HttpMethod.Get, Uri = new Uri(connection.Address.BaseUri, ".well-known/openid-configuration") }, observer, cancellationToken);
        if (response is { IsSuccess: true, Json: { ValueKind: JsonValueKind.Object } json }
            && json.TryGetProperty("issuer", out var issuer)
            && issuer.ValueKind == JsonValueKind.String
            && Uri.TryCreate(issuer.GetString(), UriKind.Absolute, out var address)
            && Uri.Compare(address, connection.Address.BaseUri, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0)
        {
            return issuer.GetString()!;
        }

        throw new Auth0Exception(
            ErrorReason.UnexpectedResponse,
            $"'{connection.Domain}' answered the discovery request with {response.StatusInWords}, not as an Auth0 tenant does.",
            "Check the domain; the dashboard shows it on every application's Settings page.")
        { Target = connection.Name, StatusCode = response.Status };
    }

    private static Auth0Exception Failed(Auth0Connection connection, string message, string action, Auth0Exception? cause = null) =>
        new(ErrorReason.LoginFailed, message, action, cause) { Target = connection.Name, StatusCode = cause?.StatusCode, ErrorCode = cause?.ErrorCode };
}
