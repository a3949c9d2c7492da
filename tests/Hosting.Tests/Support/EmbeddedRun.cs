using Npgsql;
using StreamPulse.Generator;
using StreamPulse.Log;
using StreamPulse.Log.Postgres;
using StreamPulse.Testing;
using StreamPulse.Verify;

namespace StreamPulse.Hosting.Tests.Support;

/// <summary>A pipeline from the log in its own database.</summary>
internal sealed class EmbeddedRun : PipelineRun
{
    private EmbeddedRun(NpgsqlDataSource database, StreamPulseOptions options, PostgresEventLog log)
        : base(database, options) => Log = log;

    /// <summary>To append to.</summary>
    public PostgresEventLog Log { get; }

    protected override IRawLog RawLog => new EmbeddedRawLog(Database);

    protected override IEventLog ReplayLog => Log;

    public static async Task<EmbeddedRun> CreateAsync(PostgresFixture postgres, int partitions = 6)
        => await OnAsync(postgres, await postgres.CreateDatabaseAsync(), partitions);

    /// <summary>On a database that is there.</summary>
    public static async Task<EmbeddedRun> OnAsync(PostgresFixture postgres, NpgsqlDataSource database, int? partitions = null)
        => new(
            database, OptionsFor(postgres.ConnectionStringOf(database)),
            await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions { LivePartitions = partitions }));

    public Task GenerateAsync(GeneratorOptions options, long events) => GenerateAsync(new DownloadGenerator(options), events);

    /// <summary>Appends the next events of a generator.</summary>
    public Task GenerateAsync(DownloadGenerator downloads, long events) => GenerateAsync(Log, downloads, events);

    public Task AppendRawAsync(byte[] key, byte[] value) => AppendRawAsync(Log, key, value);

    public override async ValueTask DisposeAsync() => await Log.DisposeAsync();

    protected override Task<IReadOnlyList<LogPartition>> GetPartitionsAsync() => Log.GetPartitionsAsync(default);
}
