using System.Runtime.InteropServices;
using Npgsql;
using StreamPulse.Bench.Measure;
using StreamPulse.Hosting;
using StreamPulse.LocalPostgres;
using StreamPulse.Log.Postgres;
using StreamPulse.Storage;

namespace StreamPulse.Bench.EndToEnd;

/// <summary>
/// A private cluster that flushes to disk, as the product's own does, with a log. Removed at the end, also when this process is asked to
/// end.
/// </summary>
internal sealed class BenchPipeline : IAsyncDisposable
{
    private readonly string _directory;
    private readonly LocalPostgresCluster _cluster;
    private readonly PosixSignalRegistration[] _signals;

    private BenchPipeline(string directory, LocalPostgresCluster cluster, NpgsqlDataSource database, PostgresEventLog log)
    {
        (_directory, _cluster, Database, Log) = (directory, cluster, database, log);
        _signals = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT }.Select(
            signal => PosixSignalRegistration.Create(signal, _ => RemoveAsync().AsTask().Wait()))];
    }

    public NpgsqlDataSource Database { get; }

    public PostgresEventLog Log { get; }

    /// <summary>With its password.</summary>
    public string ConnectionString => _cluster.ConnectionString;

    /// <summary>Process id of the server.</summary>
    public int ServerProcessId => _cluster.ServerProcessId ?? throw new InvalidOperationException("The server has ended.");

    /// <param name="report">Is told the server's version.</param>
    /// <param name="partitions">Live partitions of the log.</param>
    public static async Task<BenchPipeline> CreateAsync(BenchReport report, int partitions = PostgresEventLogOptions.DefaultLivePartitions)
    {
        var directory = Path.Combine(Path.GetTempPath(), "streampulse-bench-" + Guid.NewGuid().ToString("N")[..12]);
        var cluster = await LocalPostgresCluster.StartAsync(new LocalPostgresOptions { Directory = directory }, CancellationToken.None);
        var database = await ResultDatabase.OpenAsync(cluster.ConnectionString, "bench", CancellationToken.None); // as the programs do
        await using (var version = database.CreateCommand("SHOW server_version"))
            report.Postgresql = (string?)await version.ExecuteScalarAsync();
        return new BenchPipeline(directory, cluster, database,
            await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions { LivePartitions = partitions }));
    }

    /// <summary>A silo with the product's own options, unless others are given; not started.</summary>
    public Task<BenchSilo> NewSiloAsync(Func<StreamPulseOptions, StreamPulseOptions>? change = null)
        => BenchSilo.BuildAsync(ConnectionString, change);

    /// <summary>
    /// Seals the log: its partitions finish instead of becoming idle after half a minute. Then writes dirty pages to disk.
    /// </summary>
    public async Task SealAsync()
    {
        foreach (var partition in Log.LivePartitions)
            await Log.SealAsync(partition, CancellationToken.None);
        await using var command = Database.CreateCommand("CHECKPOINT");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>One number.</summary>
    public async Task<long> AskAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        await Log.DisposeAsync();
        await Database.DisposeAsync();
        await RemoveAsync();
    }

    private async ValueTask RemoveAsync()
    {
        await _cluster.StopAsync(StopMode.Immediate);
        Directory.Delete(_directory, recursive: true);
    }
}
