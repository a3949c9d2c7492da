using System.Buffers;
using System.IO.Compression;
using System.Text;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Generator;
using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Import;
using StreamPulse.Log;
using StreamPulse.Log.Postgres;
using StreamPulse.Operations.Imports;
using StreamPulse.Storage.Cluster;
using StreamPulse.Testing;
using StreamPulse.Verify;

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
            await Runner(run).RunAsync(reader, name, name, again: false, isFollowed: false, null, default);
        await run.ProcessAsync();

        var report = await run.AssertVerifiedAsync();
        Assert.Equal((events, 0, 0), (report.Counted, report.Late, report.DeadLettered));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnInterruptedImport_ResumesInItsOrder_AndNothingIsInTheLogTwice(bool again)
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
            return await Runner(run).RunAsync(reader, "a", "a", again, isFollowed: false, interrupt, cancellationToken);
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

        var result = await new ImportRunner(run.Log, new PostgresProgress(run.Database), EventLimits.Default, maxRejects: 100)
            .RunAsync(reader, "bomb", "bomb", again: false, isFollowed: false, null, default);

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
        var runner = Runner(run);
        var import = Task.Run(() => runner.RunAsync(reader, "tail", "tail", again: false, isFollowed: true, null, default));

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
        await run.ProcessAsync();

        await Assert.ThrowsAsync<ImportAlreadyDoneException>(() => ImportAsync(run, "once", Live));

        var report = await run.AssertVerifiedAsync();
        Assert.Equal((6_000, 0), (report.Counted, report.RecordsWaiting));
    }

    /// <summary>The program was ended after it had sealed the partition, and before a pipeline had counted it.</summary>
    [Fact]
    public async Task AFileThatIsStoredAndNotCounted_IsNotRefused_AndVerifyNamesIt()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres, partitions: 1);
        await ImportAsync(run, "stored", Live);

        var report = await run.VerifyAsync();
        var again = await ImportAsync(run, "stored", Live);
        await run.ProcessAsync();

        Assert.Equal(new WaitingRecords(1, "stored", 6_000), Assert.Single(report.Waiting));
        Assert.Equal((6_000, 6_000), (again.ResumedAt, again.Appended));
        report = await run.AssertVerifiedAsync();
        Assert.Equal((6_000, 0), (report.Counted, report.RecordsWaiting));
        await Assert.ThrowsAsync<ImportAlreadyDoneException>(() => ImportAsync(run, "stored", Live));
    }

    /// <summary>Before migration 0011 an import stored lines in the order of the file.</summary>
    [Fact]
    public async Task AnImportThatAnOlderVersionBegan_IsFinished_AndNothingIsInTheLogTwice()
    {
        const int Lines = 400;
        const int StoredBefore = 150;
        await using var run = await EmbeddedRun.CreateAsync(postgres, partitions: 1);
        var downloads = new DownloadGenerator(Live);
        var events = Enumerable.Range(0, Lines).Select(_ => downloads.Next()).Reverse().ToArray();
        var text = string.Join('\n', events.Select(static (e, i) => i % 10 == 0 ? "no event" : JsonOf(e)));
        var import = await run.Log.OpenImportAsync("old", "old", again: false, default);
        var batch = new AppendBatch();
        var value = new ArrayBufferWriter<byte>();
        foreach (var e in events.Take(StoredBefore).Where(static (_, i) => i % 10 != 0))
        {
            value.ResetWrittenCount();
            AvroEventWriter.Write(e, value);
            batch.Add(Encoding.UTF8.GetBytes(e.UserContext.Region), value.WrittenSpan);
        }

        ImportDeadLetter[] rejects =
        [
            .. Enumerable.Range(0, StoredBefore / 10)
                .Select(static i => new ImportDeadLetter((i * 10) + 1, "invalid_json", "", "no event"u8.ToArray())),
        ];
        await run.Log.AppendImportAsync(import, batch, StoredBefore, rejects, default);
        await run.Database.ExecuteAsync(
            "UPDATE log_partitions SET imported_in_file_order = import_position WHERE fingerprint IS NOT NULL AND NOT sealed");

        using var reader = ImportReader.OpenStream(
            new MemoryStream(Encoding.UTF8.GetBytes(text)), new ImportOptions { Format = ImportFormat.Ndjson });
        var result = await Runner(run).RunAsync(reader, "old", "old", again: false, isFollowed: false, null, default);
        await run.ProcessAsync();

        const int Rejected = Lines / 10;
        Assert.Equal((StoredBefore, Lines - Rejected, Rejected), (result.ResumedAt, result.Appended, result.Rejected));
        var report = await run.AssertVerifiedAsync();
        Assert.Equal(Lines - Rejected, report.Counted + report.Late);
        Assert.Equal(
            (Rejected, Rejected),
            (await run.Database.NumberAsync("SELECT count(*) FROM dead_letters WHERE stage = 'import'"),
                await run.Database.NumberAsync("SELECT count(DISTINCT position) FROM dead_letters WHERE stage = 'import'")));
    }

    private static ImportRunner Runner(EmbeddedRun run) => new(run.Log, new PostgresProgress(run.Database), EventLimits.Default);

    private static string JsonOf(ContentDownloadEvent e)
    {
        var line = new ArrayBufferWriter<byte>();
        EventJson.Write(e, line);
        return Encoding.UTF8.GetString(line.WrittenSpan);
    }

    private static Task<ImportResult> ImportAsync(EmbeddedRun run, string name, GeneratorOptions traffic)
    {
        var downloads = new DownloadGenerator(traffic);
        return ImportAsync(run, name, [.. Enumerable.Range(0, 6_000).Select(_ => downloads.Next())]);
    }

    private static async Task<ImportResult> ImportAsync(EmbeddedRun run, string name, IReadOnlyList<ContentDownloadEvent> events)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var e in events)
        {
            EventJson.Write(e, lines);
            lines.Write("\n"u8);
        }

        using var reader = ImportReader.OpenStream(
            new MemoryStream(lines.WrittenSpan.ToArray()), new ImportOptions { Format = ImportFormat.Ndjson });
        var result = await Runner(run).RunAsync(reader, name, name, again: false, isFollowed: false, null, default);
        Assert.Equal((events.Count, 0), (result.Events, result.Rejected));
        return result;
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
