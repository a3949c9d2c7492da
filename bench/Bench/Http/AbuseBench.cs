using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using StreamPulse.Bench.EndToEnd;
using StreamPulse.Bench.Measure;
using StreamPulse.Core.Avro.Containers;
using StreamPulse.Generator;

namespace StreamPulse.Bench.Http;

/// <summary>
/// A well-behaved reader and a producer of events while others take what they can: idle and slow connections, and greedy clients that ask
/// for another range each time, as fast as they are answered. Each greedy client, the reader and the producer have an address of their own,
/// and rate limits apply to them. Server and load are two processes on the same processors.
/// </summary>
internal static class AbuseBench
{
    private const int EventsPerBody = 1_000;
    private const int Bodies = 50;
    private static readonly TimeSpan ReaderPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(BenchReport report, ReadOnlyMemory<string> arguments)
    {
        var options = new BenchArguments(arguments.Span, "--seconds", "--idle", "--slow", "--greedy", "--rate");
        var duration = TimeSpan.FromSeconds(options.Get("--seconds", 60));
        var (idle, slow) = ((int)options.Get("--idle", 3_000), (int)options.Get("--slow", 1_000));
        var (greedy, rate) = ((int)options.Get("--greedy", 64), (int)options.Get("--rate", 20_000));
        await using var pipeline = await BenchPipeline.CreateAsync(report);
        await using var server = await HttpServerProcess.StartAsync(pipeline.ConnectionString, HttpServer.LimitEverybody);
        using var stop = new CancellationTokenSource();
        var producer = new Producer(server.Address, rate);
        var producing = Task.Run(() => producer.RunAsync(stop.Token));
        await Task.Delay(WarmUp);
        var before = new Reader(server.Address);
        await before.RunAsync(TimeSpan.FromSeconds(10));
        report.Say($"reader with nobody else but the producer: {LatencyFigures.Describe(before.Latencies.Figures())}");

        var clients = new AbusiveClients(server.Address);
        var holding = clients.RunAsync(idle, slow, stop.Token);
        var greed = Enumerable.Range(0, greedy).Select(number => new Greedy(server.Address, number)).ToList();
        var asking = greed.Select(client => Task.Run(() => client.RunAsync(stop.Token))).ToList();
        await Task.Delay(TimeSpan.FromSeconds(10));
        var (accepted, refused) = (producer.Accepted, producer.Refused);
        var reader = new Reader(server.Address);
        await reader.RunAsync(duration);
        var events = producer.Accepted - accepted;
        server.Process.Refresh();
        report.Add(new
        {
            Idle = idle, Slow = slow, Greedy = greedy, Rate = rate, clients.Open, clients.Closed, Reader = reader.Latencies.Figures(),
            reader.Failed, EventsPerSecond = events / duration.TotalSeconds, RefusedBodies = producer.Refused - refused,
            producer.Reasons, Answered = greed.Sum(static g => g.Answered), Limited = greed.Sum(static g => g.Limited),
            IsAlive = !server.Process.HasExited, WorkingSetBytes = server.Process.WorkingSet64,
        });
        report.Say($"{idle:N0} idle, {slow:N0} slow and {greedy} greedy clients for {duration.TotalSeconds:F0} s: {clients.Open:N0} "
            + $"connections open, {clients.Closed:N0} closed by the server; greedy ones had {greed.Sum(static g => g.Answered):N0} answers "
            + $"and {greed.Sum(static g => g.Limited):N0} times 429 or none");
        report.Say($"reader: {LatencyFigures.Describe(reader.Latencies.Figures())}; {reader.Failed} failed");
        report.Say($"{events / duration.TotalSeconds:N0} events/s accepted; {producer.Refused - refused} bodies refused "
            + $"({string.Join("; ", producer.Reasons.Select(static r => $"{r.Value} x {r.Key}"))}); the server "
            + $"{(server.Process.HasExited ? "has ended" : "lives")}, working set {server.Process.WorkingSet64 / 1e6:F0} MB");
        await stop.CancelAsync();
        await Task.WhenAll([holding, producing, .. asking]);
    }

    private static HttpClient ClientFrom(Uri address, string from) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = address,
    };

    /// <summary>Ten questions a second, each due at its time.</summary>
    private sealed class Reader(Uri address)
    {
        public Latencies Latencies { get; } = new();

        public int Failed { get; private set; }

        public async Task RunAsync(TimeSpan duration)
        {
            using var client = ClientFrom(address, "127.0.3.1");
            var begin = Stopwatch.GetTimestamp();
            for (var due = TimeSpan.Zero; due < duration; due += ReaderPause)
            {
                var wait = due - Stopwatch.GetElapsedTime(begin);
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait);
                var late = wait < TimeSpan.Zero ? due : Stopwatch.GetElapsedTime(begin);
                using var answer = await client.GetAsync("/api/stats/realtime");
                await answer.Content.ReadAsByteArrayAsync();
                if (answer.IsSuccessStatusCode)
                    Latencies.Add(Stopwatch.GetElapsedTime(begin) - late);
                else
                    Failed++;
            }
        }
    }

    private sealed class Greedy(Uri address, int number)
    {
        public long Answered { get; private set; }

        public long Limited { get; private set; }

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            using var client = ClientFrom(address, $"127.0.4.{1 + number}");
            var random = new Random(number);
            while (!cancellationToken.IsCancellationRequested)
            {
                try
                {
                    var asOf = DateTimeOffset.UtcNow.AddSeconds(-random.Next(3_600)).ToString("yyyy-MM-ddTHH:mm:ssZ");
                    using var answer = await client.GetAsync(
                        $"/api/stats/regions?minutes=60&live=true&as_of={asOf}", cancellationToken);
                    await answer.Content.ReadAsByteArrayAsync(cancellationToken);
                    if (answer.IsSuccessStatusCode)
                        Answered++;
                    else
                        Limited++;
                }
                catch (HttpRequestException)
                {
                    Limited++;
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Posts containers of Avro at a rate; what is refused is not sent again.</summary>
    private sealed class Producer(Uri address, int rate)
    {
        private long _accepted;
        private long _refused;

        public long Accepted => Interlocked.Read(ref _accepted);

        public long Refused => Interlocked.Read(ref _refused);

        public Dictionary<string, int> Reasons { get; } = new(StringComparer.Ordinal);

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            using var client = ClientFrom(address, "127.0.5.1");
            var downloads = new DownloadGenerator(new GeneratorOptions { EventsPerSecond = rate, StartEventTime = DateTimeOffset.UtcNow });
            var begin = Stopwatch.GetTimestamp();
            var running = new List<Task>();
            for (var number = 0L; !cancellationToken.IsCancellationRequested; number++)
            {
                var wait = TimeSpan.FromSeconds((double)number * EventsPerBody / rate) - Stopwatch.GetElapsedTime(begin);
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (running.Count >= Bodies)
                    running.Remove(await Task.WhenAny(running));
                running.Add(PostAsync(client, Body(downloads), cancellationToken));
            }

            await Task.WhenAll(running);
        }

        private static byte[] Body(DownloadGenerator downloads)
        {
            using var file = new MemoryStream();
            using (var writer = new AvroContainerWriter(file, AvroCodec.Null))
            {
                for (var i = 0; i < EventsPerBody; i++)
                    writer.Write(downloads.Next());
            }

            return file.ToArray();
        }

        private async Task PostAsync(HttpClient client, byte[] body, CancellationToken cancellationToken)
        {
            try
            {
                using var content = new ByteArrayContent(body);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/avro");
                using var answer = await client.PostAsync("/api/events", content, cancellationToken);
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                if (answer.StatusCode == HttpStatusCode.Accepted)
                    Interlocked.Add(ref _accepted, EventsPerBody);
                else
                    Refuse($"{(int)answer.StatusCode} {text[..Math.Min(text.Length, 200)]}");
            }
            catch (HttpRequestException e)
            {
                Refuse(e.Message);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // the end of the measurement
            }
        }

        private void Refuse(string reason)
        {
            Interlocked.Increment(ref _refused);
            lock (Reasons)
                Reasons[reason] = Reasons.GetValueOrDefault(reason) + 1;
        }
    }
}
