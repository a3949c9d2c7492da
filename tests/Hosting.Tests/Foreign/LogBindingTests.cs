using StreamPulse.Core.Windows;
using StreamPulse.Generator;
using StreamPulse.Grains.Pipeline;
using StreamPulse.Hosting.Silo;
using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Log;
using StreamPulse.Storage.Restore;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests.Foreign;

/// <summary>A database belongs to one log: offsets of another one mean nothing in it.</summary>
public sealed class LogBindingTests(PostgresFixture postgres)
{
    private static readonly GeneratorOptions Traffic = new() { Seed = 4, EventsPerSecond = 20 };

    [Theory]
    [InlineData("kafka", "other")]
    [InlineData("embedded", "")]
    public async Task AnotherLogIsRefused_BySiloReplayAndVerify(string kind, string name)
    {
        await using var run = await ForeignRun.CreateAsync(postgres);
        await using (await run.BuildAsync())
        {
            // The first silo binds the database to the log.
        }

        run.Log.Identity = new LogIdentity(kind, name, null);

        var refused = await Assert.ThrowsAsync<LogMismatchException>(() => run.BuildAsync());

        Assert.Contains("'downloads'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Use another database", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LogMismatchException>(() => run.ReplayAsync());
        await Assert.ThrowsAsync<LogMismatchException>(run.VerifyAsync);
    }

    [Fact]
    public async Task ADatabaseFromBeforeBelongsToItsEmbeddedLog()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        await run.GenerateAsync(Traffic, 500);
        await run.ProcessAsync();
        await run.Database.ExecuteAsync("UPDATE pipeline_state SET log_kind = NULL, log_name = NULL");
        await using var foreign = await ForeignRun.CreateAsync(postgres);

        await Assert.ThrowsAsync<LogMismatchException>(
            () => SiloHost.BuildOverAsync(
                foreign.Log, run.Options, SiloPorts.OfUp(run.Options), PipelineRun.Quiet, isWithinUp: true, default));

        await run.ProcessAsync();
        Assert.Equal("embedded", await run.Database.ScalarAsync("SELECT log_kind FROM pipeline_state"));
    }

    [Fact]
    public async Task ATopicThatWasCreatedAgainWhileNobodyLooked_IsRefused()
    {
        await using var run = await ForeignRun.CreateAsync(postgres);
        await using (await run.BuildAsync())
        {
            // The first silo binds the database to the log.
        }

        run.Log.Identity = run.Log.Identity with { Incarnation = "second" };

        var refused = await Assert.ThrowsAsync<LogMismatchException>(() => run.BuildAsync());

        Assert.Contains("was deleted and made again", refused.Message, StringComparison.Ordinal);
        Assert.Contains("offsets begin anew", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATopicThatIsCreatedAgainWhileItIsRead_BlocksThePipeline_AndNothingOfItIsCounted()
    {
        await using var run = await ForeignRun.CreateAsync(postgres);
        await run.Source.GenerateAsync(Traffic, 500);
        await using var up = await UpRun.StartAsync(run);
        await run.WaitProcessedAsync();
        var rows = await run.Database.DumpRowsAsync();
        var identity = run.Log.Identity;

        run.Log.Identity = identity with { Incarnation = "second" };
        Assert.Contains("made again", await up.WaitBlockedAsync(), StringComparison.Ordinal);
        await run.Source.GenerateAsync(Traffic with { Seed = 5, StartEventTime = Traffic.StartEventTime.AddMinutes(5) }, 500);
        var asked = run.Log.Asked;
        await Progress.UntilAsync("looks at the log that is another one", true, () => Task.FromResult(run.Log.Asked > asked + 20));

        Assert.Equal(500, (await run.Database.ReadCheckpointsAsync()).Values.Sum());
        Assert.Equal(rows, await run.Database.DumpRowsAsync());

        run.Log.Identity = identity;
        await run.WaitProcessedAsync();
        await up.WaitRunningAsync();
        await up.StopAsync();
        await run.AssertVerifiedAsync();
        Assert.Equal(1_000, await run.Database.NumberAsync("SELECT sum(counted) FROM checkpoints"));
    }

    [Fact]
    public async Task AnOffsetThatIsNotInALogCreatedAgain_IsNotTakenForALossOfRecords()
    {
        await using var run = await ForeignRun.CreateAsync(postgres, partitions: 1);
        await run.Source.GenerateAsync(Traffic, 200);
        var binding = new DatabaseBinding(
            new PostgresBinding(run.Database), run.Log, new PipelineSettings(), PipelineRun.Quick, TimeProvider.System);
        await binding.CheckAsync(default);
        run.Log.Earliest[0] = 150;
        await using var reader = new BoundLog(run.Log, binding).OpenReader(0, 100);
        await Assert.ThrowsAsync<OffsetOutOfRangeException>(ReadAsync);

        run.Log.Identity = run.Log.Identity with { Incarnation = "second" };

        await Assert.ThrowsAsync<LogMismatchException>(ReadAsync);
        Assert.NotNull(binding.Mismatch);

        async Task ReadAsync() => (await reader.ReadAsync(TimeSpan.FromSeconds(1), default))?.Dispose();
    }

    [Fact]
    public async Task AnIncarnationThatIsToldLater_IsFilledInAndHolds()
    {
        await using var run = await ForeignRun.CreateAsync(postgres);
        run.Log.Identity = run.Log.Identity with { Incarnation = null };
        await using (var silo = await run.StartAsync())
        {
            Assert.Equal(DBNull.Value, await run.Database.ScalarAsync("SELECT log_incarnation FROM pipeline_state"));
            run.Log.Identity = run.Log.Identity with { Incarnation = "first" };
            await Progress.UntilAsync(
                "incarnation filled in", "first",
                async () => await run.Database.ScalarAsync("SELECT log_incarnation FROM pipeline_state") as string);
            await silo.StopAsync();
        }

        run.Log.Identity = run.Log.Identity with { Incarnation = null };
        await using (await run.BuildAsync())
        {
            // A log that does not tell is taken for the one that the database knows.
        }

        run.Log.Identity = run.Log.Identity with { Incarnation = "second" };
        await Assert.ThrowsAsync<LogMismatchException>(() => run.BuildAsync());
    }
}
