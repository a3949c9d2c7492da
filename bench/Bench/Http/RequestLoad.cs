using System.Diagnostics;
using StreamPulse.Bench.Measure;

namespace StreamPulse.Bench.Http;

/// <summary>Clients that ask for one path, each again as soon as it is answered.</summary>
internal sealed class RequestLoad(Uri address, string path, int clients)
{
    private readonly Latencies _latencies = new();

    /// <summary>Asks for that long.</summary>
    /// <returns>Number of answers.</returns>
    public async Task<long> RunAsync(TimeSpan duration)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = clients }) { BaseAddress = address };
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            var mine = new List<TimeSpan>();
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var asked = Stopwatch.GetTimestamp();
                await client.GetByteArrayAsync(path);
                mine.Add(Stopwatch.GetElapsedTime(asked));
            }

            lock (_latencies)
                mine.ForEach(took => _latencies.Add(took));
        })));
        return _latencies.Weight;
    }

    public LatencyFigures? Figures() => _latencies.Figures();
}
