using Npgsql;
using StreamPulse.Generator;
using StreamPulse.Log;
using StreamPulse.Testing;
using StreamPulse.Verify;

namespace StreamPulse.Hosting.Tests.Support;

/// <summary>A scripted log over the records of one database, and results in another, which has no log of its own.</summary>
internal sealed class ForeignRun : PipelineRun
{
    private ForeignRun(EmbeddedRun source, NpgsqlDataSource database, StreamPulseOptions options, int stride)
        : base(database, options) => (Source, Log) = (source, new ScriptedLog(source.Log, stride));

    /// <summary>Holds the real log, to append to.</summary>
    public EmbeddedRun Source { get; }

    public ScriptedLog Log { get; }

    public override IEventLog GivenLog => Log;

    protected override IRawLog RawLog => new ScriptedRawLog(Log, new EmbeddedRawLog(Source.Database));

    protected override IEventLog ReplayLog => Log;

    public static async Task<ForeignRun> CreateAsync(PostgresFixture postgres, int partitions = 3, int stride = 1)
    {
        var source = await EmbeddedRun.CreateAsync(postgres, partitions);
        var database = await postgres.CreateDatabaseAsync();
        return new ForeignRun(source, database, OptionsFor(postgres.ConnectionStringOf(database)), stride);
    }

    /// <summary>Minutes of event time in steps, so that windows close in many commits.</summary>
    public async Task GenerateInStepsAsync(GeneratorOptions traffic, int steps, TimeSpan step)
    {
        for (var i = 0; i < steps; i++)
        {
            var part = traffic with { Seed = traffic.Seed + (ulong)i, StartEventTime = traffic.StartEventTime + (i * step) };
            await Source.GenerateAsync(part, (long)(traffic.EventsPerSecond * step.TotalSeconds));
            await WaitProcessedAsync(untilClosed: false);
        }
    }

    public override ValueTask DisposeAsync() => Source.DisposeAsync();

    protected override async Task<IReadOnlyList<LogPartition>> GetPartitionsAsync()
        => [.. (await Source.Log.GetPartitionsAsync(default)).Select(p => p with { EndOffset = Log.EndOf(p.Partition, p.EndOffset) })];
}
