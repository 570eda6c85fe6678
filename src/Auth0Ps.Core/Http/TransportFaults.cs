using System.Globalization;
using System.Security.Authentication;

namespace Auth0Ps.Http;

/// <summary>Says in a user's words why no answer came.</summary>
internal static class TransportFaults
{
    public static Auth0Exception TimedOut(Uri uri, TimeSpan limit, Exception cause) =>
        new(ErrorReason.Timeout,
            string.Create(CultureInfo.InvariantCulture, $"'{uri.Authority}' did not answer within {limit.TotalSeconds:0} seconds."),
            "Try again; if it stays, look at https://status.auth0.com and at proxies in between.",
            cause);

    public static Auth0Exception From(Uri uri, Exception cause)
    {
        var error = (cause as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
        return error switch
        {
            HttpRequestError.NameResolutionError => new Auth0Exception(
                ErrorReason.HostNotFound,
                $"The host '{uri.Host}' was not found.",
                "Check the spelling of the domain, and that this machine resolves names (a typical domain: example.eu.auth0.com).",
                cause),
            HttpRequestError.SecureConnectionError when cause.InnerException is AuthenticationException => new Auth0Exception(
                ErrorReason.CertificateRefused,
                $"The certificate of '{uri.Authority}' is not trusted.",
                "If a proxy on the way opens TLS, add its root certificate to this machine's trust store.",
                cause),
            HttpRequestError.ConnectionError => new Auth0Exception(
                ErrorReason.TenantUnreachable,
                $"'{uri.Authority}' does not accept connections.",
                uri.IsLoopback ? "Is the sandbox still running? Start-Auth0Sandbox starts one." : "Check the domain, this machine's network and its proxy settings (HTTPS_PROXY).",
                cause),
            _ => new Auth0Exception(
                ErrorReason.TenantUnreachable,
                $"The connection to '{uri.Authority}' broke before the answer was complete.",
                "Try again; if it stays, look at proxies and firewalls on the way.",
                cause),
        };
    }

    /// <summary>True when the request certainly never left this machine.</summary>
    public static bool NeverSent(Auth0Exception failure) =>
        failure.InnerException is HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
        };
}
