using Microsoft.Extensions.Logging;
using Npgsql;
using StreamPulse.Core.Avro;
using StreamPulse.Generator;
using StreamPulse.Hosting.Silo;
using StreamPulse.Log;
using StreamPulse.Operations.Generate;
using StreamPulse.Operations.Replay;
using StreamPulse.Pipeline;
using StreamPulse.Streaming;
using StreamPulse.Testing;
using StreamPulse.Verify;

namespace StreamPulse.Hosting.Tests.Support;

/// <summary>A database, a log and, from time to time, a silo on both.</summary>
internal abstract class PipelineRun(NpgsqlDataSource database, StreamPulseOptions options) : IAsyncDisposable
{
    /// <summary>Short idleness and commits, so that tests wait for little; rows do not depend on either.</summary>
    public static readonly PipelineOptions Quick = new()
    {
        CommitInterval = TimeSpan.FromMilliseconds(50),
        IdleTimeout = TimeSpan.FromMilliseconds(500),
        StallTimeout = TimeSpan.FromMilliseconds(500),
        PartitionPoll = TimeSpan.FromMilliseconds(50),
    };

    /// <summary>The same, with partitions that never become idle: the last windows stay open.</summary>
    public static readonly PipelineOptions NeverIdle = Quick with { IdleTimeout = TimeSpan.FromHours(1) };

    /// <summary>Every window.</summary>
    public static readonly ReplayRange Everything = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    /// <summary>For what takes several silos one after the other, on a machine that others use too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public NpgsqlDataSource Database { get; } = database;

    /// <summary>Options of the programs that run on the database.</summary>
    public StreamPulseOptions Options { get; } = options;

    /// <summary>The log that the silos are given; null where they open it by the options.</summary>
    public virtual IEventLog? GivenLog => null;

    /// <summary>Where a recount reads the records.</summary>
    protected abstract IRawLog RawLog { get; }

    /// <summary>Where replay reads them.</summary>
    protected abstract IEventLog ReplayLog { get; }

    /// <summary>Options for programs on 127.0.0.1, at ports that are free.</summary>
    public static StreamPulseOptions OptionsFor(string postgres)
        => new()
        {
            Postgres = postgres,
            Port = 0,
            ProgressPoll = TimeSpan.FromMilliseconds(50),
            Engine = Quick,
            Streams = new LogStreamOptions { PartitionPoll = TimeSpan.FromMilliseconds(200) },
        };

    /// <summary>Logs nothing, or what somebody who looks into a failed test has asked for.</summary>
    public static void Quiet(ILoggingBuilder logging) => TestLog.Configure(logging);

    /// <summary>Builds a silo, which is not started.</summary>
    public async Task<SiloRun> BuildAsync(StreamPulseOptions? options = null)
    {
        var chosen = options ?? Options;
        return new SiloRun(await SiloHost.BuildOverAsync(GivenLog, chosen, SiloPorts.OfUp(chosen), Quiet, isWithinUp: true, default));
    }

    /// <summary>Starts a silo.</summary>
    public async Task<SiloRun> StartAsync(PipelineOptions? engine = null)
    {
        var silo = await BuildAsync(Options with { Engine = engine ?? Options.Engine });
        await silo.StartAsync();
        return silo;
    }

    /// <summary>One silo, from start to stop, until all is in rows.</summary>
    public async Task ProcessAsync(PipelineOptions? engine = null)
    {
        await using var silo = await StartAsync(engine);
        await WaitProcessedAsync();
        await silo.StopAsync();
    }

    /// <summary>One silo, until so many records are in checkpoints.</summary>
    public async Task ProcessUntilAsync(long records, bool isDrained = true)
    {
        await using var silo = await StartAsync();
        await Progress.UntilAsync(
            $"{records} records in checkpoints", true,
            async () => (await Database.ReadCheckpointsAsync()).Values.Sum() >= records);
        await silo.StopAsync(isDrained);
    }

    /// <summary>Waits until every record is in a checkpoint and, if wanted, every window closed and no row due.</summary>
    public Task WaitProcessedAsync(bool untilClosed = true)
        => Progress.UntilAsync("records, open windows and due rows left", (0L, 0L, 0L), () => LeftAsync(untilClosed), Patience);

    public Task<VerifyReport> VerifyAsync() => new Verifier(Database, RawLog, AvroSchemaSet.Default).RunAsync(null, default);

    /// <summary>PostgreSQL's own recount of the log finds the same rows.</summary>
    public async Task<VerifyReport> AssertVerifiedAsync()
    {
        var report = await VerifyAsync();
        Assert.True(report.DifferenceCount == 0, string.Join(Environment.NewLine, report.Differences.Take(20)));
        Assert.Equal(0, report.WindowsDue);
        return report;
    }

    public Task<ReplayResult> ReplayAsync(ReplayRange? range = null, bool isDry = false)
        => new ReplayRunner(ReplayLog, Database, AvroSchemaSet.Default).RunAsync(range ?? Everything, isDry, null, default);

    /// <summary>Ends of the partitions, also while the log is away for the silos.</summary>
    protected abstract Task<IReadOnlyList<LogPartition>> GetPartitionsAsync();

    public abstract ValueTask DisposeAsync();

    protected static async Task GenerateAsync(IEventLogAppender log, DownloadGenerator downloads, long events)
        => await new PacedGenerator(downloads, new LogEventOutput(log), TimeProvider.System)
            .RunAsync(events, false, null, default);

    protected static async Task AppendRawAsync(IEventLogAppender log, byte[] key, byte[] value)
    {
        var batch = new AppendBatch();
        batch.Add(key, value);
        await log.AppendAsync(batch, default);
    }

    private async Task<(long Records, long Windows, long Rows)> LeftAsync(bool untilClosed)
    {
        try
        {
            var next = await Database.ReadCheckpointsAsync();
            var records = (await GetPartitionsAsync()).Sum(p => p.EndOffset - next.GetValueOrDefault(p.Partition));
            return untilClosed
                ? (records, await Database.CountOpenWindowsAsync(), await Database.CountDueRowsAsync())
                : (records, 0, 0);
        }
        catch (NpgsqlException)
        {
            return (-1, -1, -1); // a test that cuts connections has cut this one too
        }
    }
}
