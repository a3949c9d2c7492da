using System.Text;
using BenchmarkDotNet.Attributes;
using Npgsql;
using StreamPulse.Bench.Measure;
using StreamPulse.LocalPostgres;
using StreamPulse.Log;
using StreamPulse.Log.Postgres;
using StreamPulse.Storage;

namespace StreamPulse.Bench;

/// <summary>
/// Time per record of appending to the embedded log and of reading it, records of 200 bytes, on a private cluster that flushes to disk.
/// The server's own work is part of the time and takes the other cores.
/// </summary>
[MemoryDiagnoser]
[InProcessJob(2, 8, 1)]
public class LogBenchmarks
{
    private const int RecordBytes = 200;
    private const int RecordCount = 1_000_000;

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "streampulse-bench-" + Guid.NewGuid().ToString("N")[..12]);
    private readonly List<AppendBatch> _batches = [];
    private LocalPostgresCluster? _cluster;
    private NpgsqlDataSource? _database;
    private PostgresEventLog? _log;
    private ImportPartition? _sequential;

    /// <summary>Records that one AppendAsync call carries.</summary>
    [Params(500, 10_000)]
    public int BatchRecords { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        _cluster = await LocalPostgresCluster.StartAsync(new LocalPostgresOptions { Directory = _directory }, CancellationToken.None);
        _database = NpgsqlDataSource.Create(_cluster.ConnectionString);
        await Migrator.MigrateAsync(_database, CancellationToken.None);
        _log = await PostgresEventLog.OpenAsync(_database, new PostgresEventLogOptions());
        var random = new Random(1);
        var value = new byte[RecordBytes];
        for (var first = 0; first < RecordCount; first += BatchRecords)
        {
            var batch = new AppendBatch();
            for (var i = 0; i < BatchRecords; i++)
            {
                random.NextBytes(value);
                batch.Add(Encoding.UTF8.GetBytes($"region-{random.Next(40)}"), value);
            }

            _batches.Add(batch);
        }

        _sequential = await _log.OpenImportAsync("bench", "bench", again: false, CancellationToken.None);
        for (var i = 0; i < _batches.Count; i++)
            _sequential = await _log.AppendImportAsync(_sequential, _batches[i], i + 1, [], CancellationToken.None);
    }

    /// <summary>Four callers append a million records to six partitions.</summary>
    [Benchmark(OperationsPerInvoke = RecordCount)]
    public Task Append()
        => Task.WhenAll(Enumerable.Range(0, 4).Select(async caller =>
        {
            for (var i = caller; i < _batches.Count; i += 4)
                await _log!.AppendAsync(_batches[i], CancellationToken.None);
        }));

    /// <summary>One reader takes a million records of one partition.</summary>
    [Benchmark(OperationsPerInvoke = RecordCount)]
    public async Task<long> Read()
    {
        long bytes = 0;
        await using var reader = _log!.OpenReader(_sequential!.Partition, 0);
        for (long next = 0; next < RecordCount;)
        {
            using var batch = await reader.ReadAsync(TimeSpan.FromSeconds(10), CancellationToken.None)
                ?? throw new InvalidOperationException("The log ended early.");
            while (batch.TryRead(out var record))
                bytes += record.Value.Length;
            next = batch.NextOffset;
        }

        return bytes;
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _log!.DisposeAsync();
        await _database!.DisposeAsync();
        await _cluster!.StopAsync(StopMode.Immediate);
        Directory.Delete(_directory, recursive: true);
    }
}
