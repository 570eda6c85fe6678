using System.Net;
using System.Net.Sockets;

namespace Auth0Ps.Core.Tests.Support;

internal static class FreePort
{
    /// <summary>A port of this machine that nobody listens on at the moment.</summary>
    public static int Find()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
