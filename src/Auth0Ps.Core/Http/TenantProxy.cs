using System.Collections.Concurrent;
using System.Net;

namespace Auth0Ps.Http;

/// <summary>
/// The system's proxy (on Unix of the environment: HTTPS_PROXY, ALL_PROXY, NO_PROXY), but never for this machine's own addresses, and
/// with its password apart from its address, so that no message of the platform can quote it.
/// </summary>
/// <param name="system">The proxy to go through; the system's own when null.</param>
internal sealed class TenantProxy(IWebProxy? system = null) : IWebProxy, ICredentials
{
    private readonly ConcurrentDictionary<string, NetworkCredential> _inAddress = new(StringComparer.OrdinalIgnoreCase);

    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException();
    }

    private IWebProxy Inner => system ?? HttpClient.DefaultProxy;

    /// <summary>Whether a host is this machine by its own address or name, however it is written.</summary>
    public static bool IsLoopback(Uri address)
    {
        var host = address.DnsSafeHost.TrimEnd('.');
        if (IPAddress.TryParse(host, out var ip))
            return IPAddress.IsLoopback(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip);

        // RFC 6761 section 6.3: names below localhost are this machine's too.
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The address of the proxy that requests to an address go through, without its password; null when they go there directly.</summary>
    public Uri? GetProxy(Uri destination)
    {
        if (IsBypassed(destination) || Inner.GetProxy(destination) is not { } proxy || proxy == destination)
            return null;
        if (proxy.UserInfo.Length == 0)
            return proxy;

        var (user, password) = proxy.UserInfo.Split(':', 2) is [var name, var secret] ? (name, secret) : (proxy.UserInfo, "");
        _inAddress[proxy.Authority] = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        return new UriBuilder(proxy) { UserName = "", Password = "" }.Uri;
    }

    public bool IsBypassed(Uri host) => IsLoopback(host) || Inner.IsBypassed(host);

    public NetworkCredential? GetCredential(Uri uri, string authType) =>
        Inner.Credentials?.GetCredential(uri, authType) ?? _inAddress.GetValueOrDefault(uri.Authority);
}
