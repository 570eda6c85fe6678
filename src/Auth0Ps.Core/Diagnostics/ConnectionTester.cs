using System.Diagnostics;
using System.Globalization;
using System.Net;
using Auth0Ps.Applications;
using Auth0Ps.Http;

namespace Auth0Ps.Diagnostics;

/// <summary>Looks at each part of a connection in turn, from name resolution to the rate limit, and says what to do about what is wrong.</summary>
/// <param name="session">The connection's session.</param>
internal sealed class ConnectionTester(TenantSession session)
{
    private static readonly TimeSpan TolerableSkew = TimeSpan.FromSeconds(60);

    /// <summary>As long as a rate limit is waited for before a request is given up.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private static readonly string[] Order =
        ["Name resolves", "TLS", "Clock", "Token endpoint", "Credentials", "Audience", "Permissions", "Organization", "Management API", "Rate limit"];

    private readonly Dictionary<string, Auth0Check> _checks = new(StringComparer.Ordinal);
    private Auth0AccessToken? _token;
    private TimeSpan? _latency;
    private TenantResponse? _discovery;

    /// <summary>Makes all checks; after the first failure those that depend on it are skipped.</summary>
    /// <param name="purpose">What the connection is to be used for.</param>
    public async Task<Auth0ConnectionTest> TestAsync(ConnectionPurpose purpose, CancellationToken cancellationToken)
    {
        await CheckAsync("TLS", ReachAsync, cancellationToken);
        CheckName();
        Check("Clock", CompareClocks);
        Check("Token endpoint", CheckDiscovery);
        await CheckAsync("Credentials", AskForTokenAsync, cancellationToken);
        Check("Audience", () => Passed($"Tokens are issued for '{session.Connection.Audience}'."));
        Check("Permissions", () => CheckScopes(purpose));
        Check("Organization", () => session.Connection.Organization is { } organization
            ? Passed($"Tokens are issued for organization '{organization}'.")
            : Skipped("The connection is not bound to an organization."));
        await CheckManagementApiAsync(purpose, cancellationToken);
        _discovery?.Dispose();

        var granted = _token?.Scope ?? [];
        return new Auth0ConnectionTest
        {
            Connection = session.Connection,
            GrantedScope = granted,
            MissingScope = _token is null ? [] : Missing(purpose),
            TokenExpiresAt = _token?.ExpiresAt,
            Latency = _latency,
            Checks = [.. Order.Select(name => _checks.GetValueOrDefault(name) ?? Skipped("Not looked at, because another check failed.") with { Name = name })],
        };
    }

    /// <summary>Told from the request itself: behind a proxy it is the proxy that resolves names, and this machine may know none of them.</summary>
    private void CheckName()
    {
        var host = session.Address.BaseUri.DnsSafeHost;
        var failed = _checks.Values.FirstOrDefault(check => check.Outcome == CheckOutcome.Failed)?.Failure;
        if (failed?.Reason is ErrorReason.HostNotFound or ErrorReason.ProxyFailed || failed is { Reason: ErrorReason.Timeout, NothingSent: true })
            return;

        var check = IPAddress.TryParse(host, out _) ? Skipped("The host is an address of this machine.")
            : session.Http.ProxyFor(session.Address.BaseUri) is { } proxy ? Skipped($"Requests go through the proxy '{proxy.Authority}', which resolves names itself.")
            : Passed($"'{host}' was found.");
        _checks["Name resolves"] = check with { Name = "Name resolves" };
    }

    /// <summary>One request opens the connection, so it tests name, TLS, clock and endpoint together.</summary>
    private async Task<Auth0Check> ReachAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        _discovery = await session.Http.SendAsync(
            new TenantRequest { Method = HttpMethod.Get, Uri = new Uri(session.Address.BaseUri, ".well-known/openid-configuration") },
            session.Observer,
            cancellationToken);
        _latency = Stopwatch.GetElapsedTime(started);
        return session.Address.IsLoopback
            ? Skipped("Plain http on this machine.")
            : Passed("The certificate is trusted.");
    }

    private Auth0Check CompareClocks()
    {
        if (_discovery!.ServerTime is not { } server)
            return Skipped("The answer carries no date.");

        var skew = session.Http.Time.GetUtcNow() - server;
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(skew.TotalSeconds):0}");
        return skew.Duration() <= TolerableSkew
            ? Passed($"This machine's clock is within {TolerableSkew.TotalSeconds:0} seconds of the tenant's.")
            : Failed($"This machine's clock is {seconds} seconds {(skew > TimeSpan.Zero ? "ahead of" : "behind")} the tenant's.", "Synchronise the clock: tokens would seem expired or not yet valid.");
    }

    private Auth0Check CheckDiscovery()
    {
        if (_discovery is { IsSuccess: true, Json: { ValueKind: System.Text.Json.JsonValueKind.Object } json } && json.TryGetProperty("token_endpoint", out _))
            return Passed("The discovery document names a token endpoint.");

        return Failed(
            $"'{session.Connection.Domain}' answered the discovery request with {_discovery!.StatusInWords}, not as an Auth0 tenant does.",
            "Check the domain; the dashboard shows it on every application's Settings page.",
            ErrorReason.UnexpectedResponse);
    }

    private async Task<Auth0Check> AskForTokenAsync(CancellationToken cancellationToken)
    {
        // A login's token is not renewed only to see that it can be: each renewal may use up a refresh token.
        _token = await session.GetTokenAsync(renew: !session.Connection.NeedsLogin, cancellationToken: cancellationToken);
        return Passed(session.Connection.NeedsLogin
            ? $"A person is signed in for client id '{session.Connection.ClientId}'."
            : $"Client id '{session.Connection.ClientId}' and its secret are accepted.");
    }

    private IReadOnlyList<string> Missing(ConnectionPurpose purpose) =>
        [.. PurposeScopes.Required(purpose).Except(_token!.Scope, StringComparer.Ordinal)];

    private Auth0Check CheckScopes(ConnectionPurpose purpose)
    {
        if (purpose == ConnectionPurpose.General)
            return Skipped($"{_token!.Scope.Count} permission(s) granted; -For SecretRotation, KeyRotation or Vault checks for the needed ones.");

        var missing = Missing(purpose);
        if (missing.Count > 0)
        {
            return Failed(
                $"Missing for {purpose}: {string.Join(", ", missing)}.",
                $"Dashboard: Applications > APIs > Auth0 Management API > Machine To Machine Applications > {session.Connection.ClientId}: tick {string.Join(", ", missing)}.",
                ErrorReason.InsufficientScope);
        }

        var helpful = PurposeScopes.Helpful(purpose).Where(item => !_token!.Scope.Contains(item.Scope, StringComparer.Ordinal)).ToList();
        return Passed($"All that {purpose} needs is granted.") with
        {
            Recommendation = helpful.Count == 0 ? null : string.Join("; ", helpful.Select(item => $"With {item.Scope}, {item.Benefit}")) + ".",
        };
    }

    private async Task CheckManagementApiAsync(ConnectionPurpose purpose, CancellationToken cancellationToken)
    {
        RateLimitState? limit = null;
        var now = session.Http.Time.GetUtcNow();
        if (session.Connection.ApiType != Auth0ApiType.Management || !session.Connection.Audience.EndsWith("/api/v2/", StringComparison.Ordinal))
        {
            Check("Management API", () => Skipped("The connection's tokens are for another API."));
            return;
        }

        await CheckAsync("Management API", AnswerAsync, cancellationToken);
        Check("Rate limit", () => limit is { Limit: { } size, Remaining: { } left }
            ? CheckLimit(purpose, size, left, limit.ResetsAt - now)
            : Skipped("The answer says nothing of a rate limit."));

        async Task<Auth0Check> AnswerAsync(CancellationToken cancellation)
        {
            using var response = await session.SendAsync(
                HttpMethod.Get, "clients?take=1&fields=client_id&include_fields=true", body: null, RetryRule.Repeatable, CancellationToken.None, cancellation);
            limit = response.RateLimit;
            now = response.ServerTime ?? now;
            if (response.IsSuccess)
                return Passed("It lists applications.");

            var failure = ManagementFaults.From(session, response, session.Connection.Name);
            return failure.Reason == ErrorReason.InsufficientScope
                ? Passed("It answers, but this connection may not list applications.") with { Recommendation = failure.RecommendedAction }
                : throw failure;
        }
    }

    /// <summary>A bucket that is empty for a moment is only worth a note; one that refills slower than requests are waited for serves nothing.</summary>
    private Auth0Check CheckLimit(ConnectionPurpose purpose, int size, int left, TimeSpan? untilFull)
    {
        var found = $"{left} of {size} requests are left";
        var missing = PurposeScopes.RequestsOf(purpose) - left;
        var wait = missing > 0 && untilFull > TimeSpan.Zero && left < size ? untilFull.Value / (size - left) * missing : TimeSpan.Zero;
        if (wait > LongestWait)
        {
            return Failed(
                $"{found}, and enough for {(purpose == ConnectionPurpose.General ? "a request" : purpose)} come only in {RateLimitWords.Duration(wait)}.",
                "Test again then; if the limit stays this low, look at the tenant's plan and at other callers of its Management API.",
                ErrorReason.RateLimited);
        }

        return left * 10 >= size
            ? Passed($"{found}.")
            : Passed($"{found}{(untilFull > TimeSpan.Zero ? $"; all are back in {RateLimitWords.Duration(untilFull.Value)}" : "")}.") with
            {
                Recommendation = "Other callers use the tenant's allowance too; requests here wait for their turn. A quieter time or a small -ThrottleLimit makes rotations faster.",
            };
    }

    private void Check(string name, Func<Auth0Check> check)
    {
        if (!Blocked())
            _checks[name] = check() with { Name = name };
    }

    private async Task CheckAsync(string name, Func<CancellationToken, Task<Auth0Check>> check, CancellationToken cancellationToken)
    {
        if (Blocked())
            return;

        try
        {
            _checks[name] = await check(cancellationToken) with { Name = name };
        }
        catch (Auth0Exception exception)
        {
            // One request can fail for several parts' sake; the check carries the name of the part.
            exception.Connection = session.Connection.Name;
            var part = PartAtFault(exception.Reason) ?? name;
            _checks[part] = Failed(exception.Message, exception.RecommendedAction) with { Name = part, Failure = exception };
        }
    }

    private static string? PartAtFault(ErrorReason reason) => reason switch
    {
        ErrorReason.NotAuthorizedForAudience or ErrorReason.AudienceNotFound => "Audience",
        ErrorReason.HostNotFound => "Name resolves",
        ErrorReason.CertificateRefused or ErrorReason.TlsFailed => "TLS",
        ErrorReason.TenantUnreachable or ErrorReason.ProxyFailed or ErrorReason.Timeout => "Token endpoint",
        _ => null,
    };

    /// <summary>A wrong clock or a missing permission does not stop the checks that follow.</summary>
    private bool Blocked() =>
        _checks.Values.Any(check => check is { Outcome: CheckOutcome.Failed, Name: not ("Clock" or "Permissions") });

    private static Auth0Check Passed(string detail) => new() { Name = "", Outcome = CheckOutcome.Passed, Detail = detail };

    private static Auth0Check Skipped(string detail) => new() { Name = "", Outcome = CheckOutcome.Skipped, Detail = detail };

    private Auth0Check Failed(string detail, string? recommendation, ErrorReason reason = ErrorReason.Unexpected) => new()
    {
        Name = "",
        Outcome = CheckOutcome.Failed,
        Detail = detail,
        Recommendation = recommendation,
        Failure = new Auth0Exception(reason, detail, recommendation) { Target = session.Connection.Name },
    };
}
