using System.Buffers;
using System.IO.Compression;
using StreamPulse.Core.Events;
using StreamPulse.Generator;
using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Import;
using StreamPulse.Log.Postgres;
using StreamPulse.Operations.Imports;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests;

/// <summary>Files beside live traffic: each is a partition of its own, with its own watermark, whatever its times.</summary>
public sealed class ImportTests(PostgresFixture postgres)
{
    private static readonly GeneratorOptions Live = new() { Seed = 3, EventsPerSecond = 50 };

    [Fact]
    public async Task FilesWithTimesOfYearsAgo_TheLaterOneFirst_AreCountedInTimeAndRevisedExactly()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres, partitions: 2);
        await run.GenerateAsync(Live, 2_000);
        await using var silo = await run.StartAsync();
        await run.WaitProcessedAsync();
        var old = Live with { Seed = 4, StartEventTime = Live.StartEventTime.AddYears(-3), OutOfOrderShare = 0.2 };

        await ImportAsync(run, "second half", old with { Seed = 5, StartEventTime = old.StartEventTime.AddMinutes(1) });
        await run.WaitProcessedAsync();
        await ImportAsync(run, "first half", old); // two minutes, and the other file has the second one too
        await ImportAsync(run, "the same minutes again", old with { Seed = 6 });
        await run.GenerateAsync(Live with { Seed = 7, StartEventTime = Live.StartEventTime.AddMinutes(1) }, 2_000);
        await run.WaitProcessedAsync();
        await silo.StopAsync();

        var report = await run.AssertVerifiedAsync();
        Assert.Equal((4_000 + (3 * 6_000), 0, 0), (report.Counted, report.Late, report.DeadLettered));
        Assert.True(await run.Database.NumberAsync("SELECT max(revision) FROM region_health") > 1);
    }

    [Fact]
    public async Task AFileWhoseLinesRunBackwards_LosesNothing()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres, partitions: 1);
        var downloads = new DownloadGenerator(Live);
        var events = Enumerable.Range(0, 3_000 * 20).Select(_ => downloads.Next()).Reverse().ToList(); // twenty minutes

        await ImportAsync(run, "backwards", events);
        await run.ProcessAsync();

        var report = await run.AssertVerifiedAsync();
        Assert.Equal((events.Count, 0), (report.Counted, report.Late));
    }

    /// <summary>Each line is in the window of its own time, whatever lines are before it; the last one is of a wrong year.</summary>
    [Theory]
    [InlineData("02-start-times-of-long-downloads", 4)]
    [InlineData("03-clock-set-back", 5)]
    [InlineData("04-one-line-of-2099", 5)]
    public async Task APublicLogWhoseLinesAreOutOfOrder_IsCountedWhole(string name, int events)
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres, partitions: 1);

        var log = new MemoryStream(SharedFiles.ReadCase(name, "access.log"));
        using (var reader = ImportReader.OpenStream(log, new ImportOptions { Format = ImportFormat.AccessLog }))
            await new ImportRunner(run.Log, EventLimits.Default).RunAsync(reader, name, name, isFollowed: false, null, default);
        await run.ProcessAsync();

        var report = await run.AssertVerifiedAsync();
        Assert.Equal((events, 0, 0), (report.Counted, report.Late, report.DeadLettered));
    }

    [Fact]
    public async Task AnInterruptedImport_ResumesInItsOrder_AndNothingIsInTheLogTwice()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres, partitions: 1);
        var downloads = new DownloadGenerator(Live);
        var lines = new ArrayBufferWriter<byte>();
        foreach (var e in Enumerable.Range(0, 12_000).Select(_ => downloads.Next()).Reverse())
        {
            EventJson.Write(e, lines);
            lines.Write(e.EventTimeMs % 1_000 == 0 ? "\nno event\n"u8 : "\n"u8);
        }

        using var cancellation = new CancellationTokenSource();
        var interrupt = new Interrupt(lines.WrittenCount, reports: 8, cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(cancellation.Token));
        var stored = await run.Database.NumberAsync("SELECT import_position FROM log_partitions WHERE fingerprint IS NOT NULL");
        var result = await RunAsync(default);
        await run.ProcessAsync();

        Assert.InRange(stored, 1, 11_999);
        Assert.Equal(stored, result.ResumedAt);
        Assert.Equal((12_000, 12_000), (result.Events, result.Appended));
        var report = await run.AssertVerifiedAsync();
        Assert.Equal((12_000, 0), (report.Counted, report.Late));
        Assert.Equal(
            result.Rejected, await run.Database.NumberAsync("SELECT count(DISTINCT position) FROM dead_letters WHERE stage = 'import'"));

        async Task<ImportResult> RunAsync(CancellationToken cancellationToken)
        {
            using var reader = ImportReader.OpenStream(
                new MemoryStream(lines.WrittenSpan.ToArray()), new ImportOptions { Format = ImportFormat.Ndjson });
            return await new ImportRunner(run.Log, EventLimits.Default)
                .RunAsync(reader, "a", "a", isFollowed: false, interrupt, cancellationToken);
        }
    }

    [Fact]
    public async Task APackedFileOfBadLines_KeepsTheFirst_AndCountsTheOthers()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres, partitions: 1);
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write([.. Enumerable.Repeat("x\n"u8.ToArray(), 100_000).SelectMany(static l => l), .. "{}\n"u8]);
        packed.Position = 0;
        using var reader = ImportReader.OpenStream(packed, new ImportOptions { Format = ImportFormat.AccessLog });

        var result = await new ImportRunner(run.Log, EventLimits.Default, maxRejects: 100)
            .RunAsync(reader, "bomb", "bomb", isFollowed: false, null, default);

        Assert.InRange(packed.Length, 1, 1_000);
        Assert.Equal((100_001, 99_901), (result.Rejected, result.RejectsNotKept));
        Assert.Equal(100_001, await run.Database.NumberAsync("SELECT sum(import_rejected) FROM log_partitions"));
        Assert.Equal(101, await run.Database.NumberAsync("SELECT count(*) FROM dead_letters"));
        Assert.Equal(
            "99901 more lines were rejected and are not kept: 99901 not_a_log_line. The first 100 rejected lines are kept.",
            await run.Database.ScalarAsync("SELECT detail FROM dead_letters WHERE position = 0 AND reason = 'more_rejects'"));
    }

    [Fact]
    public async Task FollowedInput_IsInTheLogBeforeItEnds()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres, partitions: 1);
        var pipe = new System.IO.Pipelines.Pipe();
        EventJson.Write(new DownloadGenerator(Live).Next(), pipe.Writer);
        pipe.Writer.Write("\n"u8);
        await pipe.Writer.FlushAsync();
        using var reader = ImportReader.OpenStream(pipe.Reader.AsStream(), new ImportOptions { Format = ImportFormat.Ndjson });
        var runner = new ImportRunner(run.Log, EventLimits.Default);
        var import = Task.Run(() => runner.RunAsync(reader, "tail", "tail", isFollowed: true, null, default));

        await Progress.UntilAsync("records in the log", 1, () => run.Database.NumberAsync("SELECT sum(next_offset) FROM log_partitions"));
        Assert.False(import.IsCompleted);

        await pipe.Writer.CompleteAsync();
        Assert.Equal(1, (await import).Events);
    }

    [Fact]
    public async Task TheSameFileTwice_IsRefused()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres, partitions: 1);
        await ImportAsync(run, "once", Live);

        await Assert.ThrowsAsync<ImportAlreadyDoneException>(() => ImportAsync(run, "once", Live));

        await run.ProcessAsync();
        Assert.Equal(6_000, (await run.AssertVerifiedAsync()).Counted);
    }

    private static Task ImportAsync(EmbeddedRun run, string name, GeneratorOptions traffic)
    {
        var downloads = new DownloadGenerator(traffic);
        return ImportAsync(run, name, [.. Enumerable.Range(0, 6_000).Select(_ => downloads.Next())]);
    }

    private static async Task ImportAsync(EmbeddedRun run, string name, IReadOnlyList<ContentDownloadEvent> events)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var e in events)
        {
            EventJson.Write(e, lines);
            lines.Write("\n"u8);
        }

        using var reader = ImportReader.OpenStream(
            new MemoryStream(lines.WrittenSpan.ToArray()), new ImportOptions { Format = ImportFormat.Ndjson });
        var result = await new ImportRunner(run.Log, EventLimits.Default).RunAsync(reader, name, name, isFollowed: false, null, default);
        Assert.Equal((events.Count, 0), (result.Events, result.Rejected));
    }

    /// <summary>Cancels at the given report after all is read: while events are stored.</summary>
    private sealed class Interrupt(long allBytes, int reports, CancellationTokenSource source) : IProgress<long>
    {
        private int _reports;

        public void Report(long value)
        {
            if (value == allBytes && ++_reports == reports)
                source.Cancel();
        }
    }
}
