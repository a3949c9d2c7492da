using System.Net;
using System.Net.Sockets;

namespace StreamPulse.Cli.Cluster;

/// <summary>Finds free TCP ports on 127.0.0.1.</summary>
internal static class FreePorts
{
    /// <summary>
    /// Returns that many distinct ports. If another program takes one before it is used, the child fails to start and gets new ports.
    /// </summary>
    public static int[] Choose(int count)
    {
        var listeners = new List<TcpListener>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                var listener = new TcpListener(IPAddress.Loopback, 0);
                listeners.Add(listener);
                listener.Start();
            }

            return [.. listeners.Select(static l => ((IPEndPoint)l.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(static l => l.Stop());
        }
    }

    /// <summary>Checks that a requested port is free.</summary>
    /// <exception cref="Commands.PortInUseException">It is not.</exception>
    public static void Require(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new Commands.PortInUseException(port, e);
        }
    }
}
