using System.Net;
using System.Net.Sockets;

namespace StreamPulse.Hosting;

/// <summary>Finds free TCP ports.</summary>
public static class FreePorts
{
    /// <summary>That many distinct ports of 127.0.0.1, or of another address. Another program can take one before it is used.</summary>
    public static int[] Choose(int count, IPAddress? address = null)
    {
        var listeners = new List<TcpListener>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                var listener = new TcpListener(address ?? IPAddress.Loopback, 0);
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

    /// <summary>Whether a port can be listened on now; 0 always can.</summary>
    /// <exception cref="SocketException">The address is not one of this machine.</exception>
    public static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
