using System.Globalization;
using System.Security.Authentication;

namespace Auth0Ps.Http;

/// <summary>Says in a user's words why no answer came, and whose fault it is: the tenant's side, a proxy's, or the way in between.</summary>
internal static class TransportFaults
{
    private const string ProxySetting = "the proxy settings (HTTPS_PROXY)";

    private const string LookBetween = "Try again; if it stays, look at proxies and firewalls on the way.";

    /// <summary>The time was up.</summary>
    /// <param name="uri">Where the request went.</param>
    /// <param name="proxy">The proxy it went through; null for none.</param>
    /// <param name="limit">How long it was waited for.</param>
    /// <param name="connected">False when not even a connection had come about, so that nothing was sent.</param>
    /// <param name="cause">What the platform says.</param>
    public static Auth0Exception TimedOut(Uri uri, Uri? proxy, TimeSpan limit, bool connected, Exception cause) => connected
        ? new(ErrorReason.Timeout,
            string.Create(CultureInfo.InvariantCulture, $"'{uri.Authority}' did not answer within {limit.TotalSeconds:0} seconds."),
            "Try again; if it stays, look at https://status.auth0.com and at proxies in between.",
            cause)
        : new(ErrorReason.Timeout,
            string.Create(CultureInfo.InvariantCulture, $"No connection to '{uri.Authority}'{Through(proxy)} came about within {limit.TotalSeconds:0} seconds."),
            $"Check this machine's network, its firewall and {ProxySetting}.",
            cause)
        { NothingSent = true };

    /// <summary>The connection failed.</summary>
    /// <param name="uri">Where the request went.</param>
    /// <param name="proxy">The proxy it went through; null for none.</param>
    /// <param name="begun">False when nothing of the request's body had been sent.</param>
    /// <param name="cause">What the platform says.</param>
    public static Auth0Exception From(Uri uri, Uri? proxy, bool begun, Exception cause)
    {
        var error = (cause as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
        var (reason, message, action) = Explain(uri, proxy, begun, error, cause);
        return new Auth0Exception(reason, message, action, cause)
        {
            IsLasting = error == HttpRequestError.NameResolutionError
                || cause.InnerException is AuthenticationException
                || cause is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError, StatusCode: < System.Net.HttpStatusCode.InternalServerError },
            NothingSent = !begun || error is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        };
    }

    /// <summary>An answer that came and cannot be used, whatever it says. Asking again brings the same one.</summary>
    public static Auth0Exception TooLarge(Uri uri, int status, int limit) =>
        new(ErrorReason.UnexpectedResponse,
            string.Create(CultureInfo.InvariantCulture, $"'{uri.Authority}' answered with status {status} and more than {limit / (1024 * 1024)} MB, which is larger than any of Auth0's answers."),
            "Ask for less at a time: fewer fields, or smaller pages (per_page, take).")
        { StatusCode = status, IsLasting = true };

    /// <summary>An answer whose compression is broken.</summary>
    public static Auth0Exception Undecodable(Uri uri, int status, Exception cause) =>
        new(ErrorReason.UnexpectedResponse,
            string.Create(CultureInfo.InvariantCulture, $"'{uri.Authority}' answered with status {status}, but with content that cannot be decompressed."),
            LookBetween,
            cause)
        { StatusCode = status };

    private static (ErrorReason Reason, string Message, string Action) Explain(Uri uri, Uri? proxy, bool begun, HttpRequestError error, Exception cause) => error switch
    {
        HttpRequestError.ProxyTunnelError => Refused(uri, proxy, (int?)(cause as HttpRequestException)?.StatusCode),
        HttpRequestError.NameResolutionError when proxy is not null => (
            ErrorReason.ProxyFailed,
            $"The proxy '{proxy.Authority}' was not found: its name does not resolve.",
            $"Check {ProxySetting}; nothing was sent to '{uri.Authority}'."),
        HttpRequestError.ConnectionError when proxy is not null => (
            ErrorReason.ProxyFailed,
            $"The proxy '{proxy.Authority}' does not accept connections.",
            $"Check {ProxySetting} and that the proxy runs; nothing was sent to '{uri.Authority}'."),
        HttpRequestError.NameResolutionError => (
            ErrorReason.HostNotFound,
            $"The host '{uri.Host}' was not found.",
            "Check the spelling of the domain, and that this machine resolves names (a typical domain: example.eu.auth0.com)."),
        HttpRequestError.SecureConnectionError => OfTls(uri, cause),
        HttpRequestError.ConnectionError => (
            ErrorReason.TenantUnreachable,
            $"'{uri.Authority}' does not accept connections.",
            uri.IsLoopback ? "Is the sandbox still running? Start-Auth0Sandbox starts one." : $"Check the domain, this machine's network and {ProxySetting}."),
        _ when proxy is not null && !begun => (
            ErrorReason.ProxyFailed,
            $"The proxy '{proxy.Authority}' broke the connection off before it led to '{uri.Authority}'.",
            $"Check {ProxySetting}; nothing was sent to '{uri.Authority}'."),
        _ => (
            ErrorReason.TenantUnreachable,
            $"The connection to '{uri.Authority}'{Through(proxy)} broke before the answer was complete.",
            LookBetween),
    };

    /// <summary>What a proxy that does not let a connection through means by it (RFC 9110 section 9.3.6).</summary>
    private static (ErrorReason Reason, string Message, string Action) Refused(Uri uri, Uri? proxy, int? status)
    {
        var name = proxy?.Authority ?? "on the way";
        return status switch
        {
            407 => (
                ErrorReason.ProxyFailed,
                $"The proxy '{name}' asks for a user name and password, or does not accept those it was given (status 407).",
                "Put them into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT, with special characters escaped (@ is %40)."),
            >= 500 => (
                ErrorReason.ProxyFailed,
                $"The proxy '{name}' could not connect to '{uri.Authority}' (status {status}).",
                "Check the domain's spelling; if it is right, ask the proxy's administrator whether it reaches and resolves that host."),
            >= 400 => (
                ErrorReason.ProxyFailed,
                $"The proxy '{name}' does not let connections to '{uri.Authority}' through (status {status}).",
                $"Ask the proxy's administrator to allow '{uri.Authority}', or name the host in NO_PROXY if this machine reaches it directly."),
            _ => (
                ErrorReason.ProxyFailed,
                $"The proxy '{name}' did not connect to '{uri.Authority}'{(status is null ? "" : $" (status {status})")}.",
                $"Check {ProxySetting}, and that the proxy allows and resolves that host."),
        };
    }

    private static (ErrorReason Reason, string Message, string Action) OfTls(Uri uri, Exception cause) => cause.InnerException switch
    {
        CertificateException certificate => (ErrorReason.CertificateRefused, certificate.Message, certificate.Remedy),
        AuthenticationException { InnerException: null } => (
            ErrorReason.TlsFailed,
            $"'{uri.Authority}' does not speak TLS: what it answers is not the beginning of a secure connection.",
            "Check host and port: plain http may be spoken there, or a network's login page may be answering in the tenant's place."),
        AuthenticationException => (
            ErrorReason.TlsFailed,
            $"No secure connection to '{uri.Authority}' came about: no version or cipher of TLS suits both sides, or it was refused.",
            "Auth0 speaks TLS 1.2 and 1.3; check this machine's policy for TLS, and proxies on the way."),
        IOException => (
            ErrorReason.TlsFailed,
            $"'{uri.Authority}' broke the connection off while it was being secured.",
            LookBetween),
        _ => (
            ErrorReason.TlsFailed,
            $"No secure connection to '{uri.Authority}' came about.",
            LookBetween),
    };

    private static string Through(Uri? proxy) => proxy is null ? "" : $" through the proxy '{proxy.Authority}'";
}
