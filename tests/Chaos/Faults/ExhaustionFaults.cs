using System.Globalization;
using System.Text;
using StreamPulse.Chaos.Load;
using StreamPulse.Chaos.Target;

namespace StreamPulse.Chaos.Faults;

/// <summary>
/// Somebody takes all of what the process may have. It is killed, and the next one has little: 1,024 descriptors or a small heap. Then a
/// flood of connections comes, which it has to survive.
/// </summary>
internal static class ExhaustionFaults
{
    public const string Descriptors = "descriptors";
    public const string Heap = "heap";

    private const int OpenFiles = 1024;
    private const long HeapBytes = 400L * 1024 * 1024;
    private const int AnnouncedBytes = 8 * 1024 * 1024;
    private const int Connections = 2_000;
    private const int Posts = 400;
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<Fault> For(PipelineTarget target) =>
    [
        new(Descriptors, "descriptors exhausted", 1, random => FloodAsync(
            target, random, new ProcessLimits(OpenFiles, null), Connections, "GET /api/me HTTP/1.1\r\nHost: localhost\r\n\r\nGET ")),
        new(Heap, "heap limit", 1, random => FloodAsync(
            target, random, new ProcessLimits(null, HeapBytes), Posts, PostHead + new string(' ', 64 * 1024))),
    ];

    private static string PostHead
        => "POST /api/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + string.Create(CultureInfo.InvariantCulture, $"Content-Length: {AnnouncedBytes}\r\n\r\n[");

    private static async Task<string> FloodAsync(
        PipelineTarget target, Random random, ProcessLimits limits, int connections, string first)
    {
        var before = target.Starts;
        target.Limit(limits);
        foreach (var victim in target.Victims())
            Signals.Send(victim, Signals.Kill);
        await UntilAsync(() => target.Starts > before, "was not started again");
        target.Limit(null);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = target.Address };
        await UntilAsync(() => IsReady(client), "was not ready");
        var pause = TimeSpan.FromSeconds(2 + (4 * random.NextDouble()));
        var starts = target.Starts;
        long opened;
        await using (var flood = new ConnectionFlood(target.Address, connections, Encoding.ASCII.GetBytes(first)))
        {
            flood.Start();
            await Task.Delay(pause);
            opened = flood.Opened;
        }

        return target.Starts == starts
            ? string.Create(
                CultureInfo.InvariantCulture, $"with {limits}, {opened} connections from others in {pause.TotalSeconds:0.0} s")
            : throw new ChaosException(
                $"The pipeline ended under {connections} connections with {limits}:{Environment.NewLine}{target.Tail}");
    }

    private static bool IsReady(HttpClient client)
    {
        try
        {
            using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, new Uri("/health/ready", UriKind.Relative)));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<bool> isTrue, string what)
    {
        var begin = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!isTrue())
        {
            if (System.Diagnostics.Stopwatch.GetElapsedTime(begin) > StartPatience)
                throw new ChaosException($"The pipeline {what} within {StartPatience}.");
            await Task.Delay(100);
        }
    }
}
