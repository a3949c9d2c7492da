using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StreamPulse.Bench.Http;

/// <summary>
/// Clients that hold connections from many addresses of this machine: some ask once and then say nothing, some send a request a byte a
/// second. A connection that the server closes is opened again after a second.
/// </summary>
internal sealed class AbusiveClients(Uri address)
{
    private const int Addresses = 100;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly byte[] Question = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray();
    private static readonly byte[] Announced = Encoding.ASCII.GetBytes(
        "POST /api/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 8000000\r\n\r\n[");

    private long _open;
    private long _closed;

    /// <summary>Connections that are open now.</summary>
    public long Open => Interlocked.Read(ref _open);

    /// <summary>Connections that the server has closed so far.</summary>
    public long Closed => Interlocked.Read(ref _closed);

    /// <summary>Runs until the token ends it.</summary>
    public Task RunAsync(int idle, int slow, CancellationToken cancellationToken)
        => Task.WhenAll(Enumerable.Range(0, idle + slow).Select(
            number => HoldAsync(IPAddress.Parse($"127.0.2.{1 + (number % Addresses)}"), number < idle, cancellationToken)));

    private async Task HoldAsync(IPAddress from, bool isIdle, CancellationToken cancellationToken)
    {
        var buffer = new byte[1024];
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var client = new TcpClient(new IPEndPoint(from, 0));
                await client.ConnectAsync(IPAddress.Loopback, address.Port, cancellationToken);
                Interlocked.Increment(ref _open);
                try
                {
                    var stream = client.GetStream();
                    await stream.WriteAsync(isIdle ? Question : Announced, cancellationToken);
                    await (isIdle ? ReadAsync(stream, buffer, cancellationToken) : DripAsync(stream, buffer, cancellationToken));
                }
                finally
                {
                    Interlocked.Decrement(ref _open);
                    Interlocked.Increment(ref _closed);
                }
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // refused or dropped
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Second, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ReadAsync(NetworkStream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        while (await stream.ReadAsync(buffer, cancellationToken) > 0)
        {
            // the response; then nothing is asked any more
        }
    }

    private static async Task DripAsync(NetworkStream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        var end = stream.ReadAsync(buffer, cancellationToken).AsTask();
        while (await Task.WhenAny(end, Task.Delay(Second, cancellationToken)) != end)
            await stream.WriteAsync(" "u8.ToArray(), cancellationToken);
        await end;
    }
}
