using System.Net;
using System.Net.Sockets;

namespace StreamPulse.Gateway.Tests.Support;

/// <summary>TCP ports on 127.0.0.1 that nobody listens on.</summary>
internal static class Ports
{
    public static (int First, int Second) ChooseTwo()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
