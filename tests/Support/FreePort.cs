using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Auth0Ps.TestRuns;

/// <summary>Ports for what a test starts.</summary>
internal static class FreePort
{
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>
    /// A port that nobody listens on, given once. It is below those that systems choose from for anyone who names none (from 32768, or from 49152),
    /// so that no other test and no outgoing connection gets it before it is listened on.
    /// </summary>
    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(20000, 32000);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                if (Given.TryAdd(port, value: true))
                    return port;
            }
            catch (SocketException)
            {
                // Taken; another one.
            }
        }
    }
}
