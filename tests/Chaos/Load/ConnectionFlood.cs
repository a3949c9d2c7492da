using System.Net;
using System.Net.Sockets;

namespace StreamPulse.Chaos.Load;

/// <summary>
/// Connections from many addresses of this machine that stay open: each says something and then nothing. Those that the server refuses or
/// closes are opened again, as by somebody who means harm.
/// </summary>
internal sealed class ConnectionFlood(Uri address, int connections, byte[] first) : IAsyncDisposable
{
    private const int Addresses = 64;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _opened;

    /// <summary>Connections that were opened, again ones included.</summary>
    public long Opened => Interlocked.Read(ref _opened);

    public void Start() => _running = Task.WhenAll(Enumerable.Range(0, connections).Select(HoldAsync));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task HoldAsync(int number)
    {
        var buffer = new byte[4096];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = new TcpClient(new IPEndPoint(IPAddress.Parse($"127.0.1.{1 + (number % Addresses)}"), 0));
                await client.ConnectAsync(IPAddress.Loopback, address.Port, _stop.Token);
                Interlocked.Increment(ref _opened);
                var stream = client.GetStream();
                await stream.WriteAsync(first, _stop.Token);
                while (await stream.ReadAsync(buffer, _stop.Token) > 0)
                {
                    // A response; the connection stays.
                }
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // It is opened again.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Again, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
