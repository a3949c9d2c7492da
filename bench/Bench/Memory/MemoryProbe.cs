using System.Runtime;
using System.Text.Json;
using Npgsql;
using StreamPulse.Bench.EndToEnd;
using StreamPulse.Core.Results;

namespace StreamPulse.Bench.Memory;

/// <summary>
/// The measured process: reads a log to its end with a silo and reports the memory it uses then, while its partitions are still active,
/// as a line of JSON (<see cref="MemoryFigures"/>).
/// </summary>
internal static class MemoryProbe
{
    public const string Verb = "memory-probe";
    public const string PostgresVariable = "STREAMPULSE_BENCH_POSTGRES";

    private const string Lag = "SELECT coalesce(sum(p.next_offset - coalesce(c.next_offset, 0)), 0)::bigint FROM log_partitions AS p LEFT "
        + "JOIN checkpoints AS c USING (partition)";

    public static async Task RunAsync()
    {
        var connection = Environment.GetEnvironmentVariable(PostgresVariable)
            ?? throw new InvalidOperationException($"{PostgresVariable} is not set.");
        await using var database = NpgsqlDataSource.Create(connection);
        await using var silo = await BenchSilo.BuildAsync(connection);
        var empty = Settle();
        await silo.StartAsync();
        await using (var lag = database.CreateCommand(Lag))
        {
            while (await lag.ExecuteScalarAsync() is not 0L)
                await Task.Delay(50);
        }

        var (workingSet, peak) = (Status("VmRSS:"), Status("VmHWM:"));
        var heap = Settle();
        var settled = Status("VmRSS:");
        var snapshot = await SnapshotAsync(silo);
        Console.WriteLine(JsonSerializer.Serialize(
            new MemoryFigures(snapshot.OpenWindows.Count, snapshot.Contents.Count, heap, empty, workingSet, settled, peak)));
        await silo.StopAsync();
    }

    /// <summary>The last report of a partition, which says that all is read, may come after its last commit.</summary>
    private static async Task<LiveSnapshot> SnapshotAsync(BenchSilo silo)
    {
        while (true)
        {
            try
            {
                return await silo.Live.GetAsync(default);
            }
            catch (LiveStateUnavailableException)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Live bytes of the managed heap.</summary>
    private static long Settle()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: false);
    }

    /// <summary>A figure of /proc/self/status, in bytes.</summary>
    private static long Status(string name)
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1],
            System.Globalization.CultureInfo.InvariantCulture) * 1024;
    }
}
