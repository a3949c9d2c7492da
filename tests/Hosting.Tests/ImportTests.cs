using System.Buffers;
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
    public async Task AFileWhoseLinesRunBackwards_LosesNothingInSilence()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres, partitions: 1);
        var downloads = new DownloadGenerator(Live);
        var events = Enumerable.Range(0, 3_000 * 20).Select(_ => downloads.Next()).Reverse().ToList(); // twenty minutes

        await ImportAsync(run, "backwards", events);
        await run.ProcessAsync();

        var report = await run.AssertVerifiedAsync();
        Assert.Equal(events.Count, report.Counted + report.Late);
        Assert.True(report.Late > 0); // beyond the allowed lateness, and listed as that
        Assert.Equal(report.Late, await run.Database.NumberAsync("SELECT count(*) FROM late_events"));
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
        var result = await new ImportRunner(run.Log).RunAsync(reader, name, name, null, default);
        Assert.Equal((events.Count, 0), (result.Events, result.Rejected));
    }
}
