using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using StreamPulse.Bench.Measure;

namespace StreamPulse.Bench.Http;

/// <summary>Subscribers of the update stream, of which some never read.</summary>
internal sealed class PushLoad(Uri address, int readers, int stuck) : IDisposable
{
    private readonly Latencies _delays = new();
    private readonly List<TcpClient> _stuck = [];
    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = readers }) { BaseAddress = address };
    private bool _isMeasuring;

    /// <summary>Updates that readers got while measured.</summary>
    public long Received { get; private set; }

    /// <summary>Time from as_of of an update until a reader has received it.</summary>
    public LatencyFigures? Figures() => _delays.Figures();

    /// <summary>Counts from now on.</summary>
    public void Measure() => Volatile.Write(ref _isMeasuring, true);

    /// <summary>Subscribes all; ends with the token.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < stuck; i++)
        {
            var client = new TcpClient();
            _stuck.Add(client);
            await client.ConnectAsync(address.Host, address.Port, cancellationToken);
            await client.GetStream()
                .WriteAsync(Encoding.ASCII.GetBytes("GET /api/stats/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"), cancellationToken);
        }

        await Task.WhenAll(Enumerable.Range(0, readers).Select(_ => ReadAsync(cancellationToken)));
    }

    public void Dispose()
    {
        _client.Dispose();
        _stuck.ForEach(client => client.Dispose());
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await _client.GetStreamAsync("/api/stats/stream", cancellationToken);
            await foreach (var update in SseParser.Create(stream, static (_, data) => AsOf(data)).EnumerateAsync(cancellationToken))
            {
                if (!Volatile.Read(ref _isMeasuring) || update.EventType != "stats")
                    continue;
                lock (_delays)
                {
                    _delays.Add(DateTimeOffset.UtcNow - update.Data);
                    Received++;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the end of the measurement
        }
    }

    /// <summary>The first as_of in it.</summary>
    private static DateTimeOffset AsOf(ReadOnlySpan<byte> data)
    {
        var json = new Utf8JsonReader(data);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("as_of"u8))
            {
                json.Read();
                return json.GetDateTimeOffset();
            }
        }

        return default;
    }
}
