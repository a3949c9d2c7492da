using System.Net;
using System.Net.Sockets;

namespace StreamPulse.Testing;

/// <summary>A TCP proxy in front of PostgreSQL that breaks a connection around a COMMIT, on request.</summary>
public sealed class LossyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _serverHost;
    private readonly int _serverPort;
    private readonly Task _accepting;
    private readonly List<Task> _connections = [];
    private LostMessage? _loseNext;
    private int _lostCount;

    public LossyProxy(string serverHost, int serverPort)
    {
        (_serverHost, _serverPort) = (serverHost, serverPort);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect to, on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How often something got lost.</summary>
    public int LostCount => Volatile.Read(ref _lostCount);

    /// <summary>Called when something has got lost, before the client learns of it.</summary>
    public Func<Task> OnLost { get; set; } = () => Task.CompletedTask;

    /// <summary>What happens to the next COMMIT.</summary>
    public void LoseNext(LostMessage message) => _loseNext = message;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            try
            {
                await server.ConnectAsync(_serverHost, _serverPort, _stop.Token);
                var state = new Connection();
                await Task.WhenAny(ToServerAsync(client.GetStream(), server.GetStream(), state),
                    ToClientAsync(server.GetStream(), client.GetStream(), state));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One side has closed.
            }
        }
    }

    private async Task ToServerAsync(NetworkStream client, NetworkStream server, Connection state)
    {
        var buffer = new byte[64 * 1024];
        while (await client.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            // The zero that ends the statement tells it from BEGIN ... READ COMMITTED.
            if (_loseNext is { } lost && buffer.AsSpan(0, count).IndexOf("COMMIT\0"u8) >= 0)
            {
                _loseNext = null;
                if (lost == LostMessage.CommitRequest)
                {
                    // The server's session has to end before the client may conclude anything.
                    server.Socket.Close();
                    await LostAsync();
                    return;
                }

                state.SwallowAnswer = true;
            }

            await server.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }

    private async Task ToClientAsync(NetworkStream server, NetworkStream client, Connection state)
    {
        var buffer = new byte[64 * 1024];
        while (await server.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            if (state.SwallowAnswer)
            {
                await LostAsync();
                return;
            }

            await client.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }

    private async Task LostAsync()
    {
        await OnLost();
        Interlocked.Increment(ref _lostCount);
    }

    private sealed class Connection
    {
        public volatile bool SwallowAnswer;
    }
}
