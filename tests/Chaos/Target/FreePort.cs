using System.Net;
using System.Net.Sockets;

namespace StreamPulse.Chaos.Target;

/// <summary>A port of 127.0.0.1 that nobody uses now.</summary>
internal static class FreePort
{
    public static int Choose()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
