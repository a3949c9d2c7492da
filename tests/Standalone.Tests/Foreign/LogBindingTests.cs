using StreamPulse.Log;
using StreamPulse.Generator;
using StreamPulse.Standalone.Engine;
using StreamPulse.Storage.Restore;
using StreamPulse.Testing;

namespace StreamPulse.Standalone.Tests.Foreign;

/// <summary>A database belongs to one log: offsets of another one mean nothing in it.</summary>
public sealed class LogBindingTests(PostgresFixture postgres)
{
    private static readonly GeneratorOptions Traffic = new() { Seed = 4, EventsPerSecond = 20 };

    [Theory]
    [InlineData("kafka", "other")]
    [InlineData("embedded", "")]
    public async Task AnotherLogIsRefused_ByEngineReplayAndVerify(string kind, string name)
    {
        await using var run = await ForeignRun.CreateAsync(postgres);
        await run.Source.GenerateAsync(Traffic, 500);
        await run.ProcessAsync();
        run.Log.Identity = new LogIdentity(kind, name, null);

        var refused = await Assert.ThrowsAsync<LogMismatchException>(() => run.StartAsync());

        Assert.Contains("'downloads'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Use another database", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LogMismatchException>(() => run.ReplayAsync());
        await Assert.ThrowsAsync<LogMismatchException>(run.VerifyAsync);
    }

    [Fact]
    public async Task ADatabaseFromBeforeBelongsToItsEmbeddedLog()
    {
        await using var run = await EngineRun.CreateAsync(postgres);
        await run.GenerateAsync(Traffic, 500);
        await run.ProcessAsync();
        await run.Database.ExecuteAsync("UPDATE pipeline_state SET log_kind = NULL, log_name = NULL");
        await using var foreign = await ForeignRun.CreateAsync(postgres);
        await using var engine = new PipelineEngine(
            foreign.Log, run.Database, new Core.Windows.PipelineSettings(), EngineRun.Quick, Core.Avro.AvroSchemaSet.Default,
            new EngineMetrics(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<PipelineEngine>.Instance);

        await Assert.ThrowsAsync<LogMismatchException>(() => engine.StartAsync(default));

        await run.ProcessAsync();
        Assert.Equal("embedded", await run.Database.ScalarAsync("SELECT log_kind FROM pipeline_state"));
    }

    [Fact]
    public async Task ATopicThatWasMadeAgainWhileNobodyLooked_IsRefused()
    {
        await using var run = await ForeignRun.CreateAsync(postgres);
        await run.ProcessAsync();
        run.Log.Identity = run.Log.Identity with { Incarnation = "second" };

        var refused = await Assert.ThrowsAsync<LogMismatchException>(() => run.StartAsync());

        Assert.Contains("was deleted and made again", refused.Message, StringComparison.Ordinal);
        Assert.Contains("offsets begin anew", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATopicThatIsMadeAgainUnderneath_StopsTheEngine()
    {
        await using var run = await ForeignRun.CreateAsync(postgres);
        await run.Source.GenerateAsync(Traffic, 500);
        var engine = await run.StartAsync();
        await run.WaitProcessedAsync();

        run.Log.Identity = run.Log.Identity with { Incarnation = "second" };

        await Assert.ThrowsAsync<LogMismatchException>(() => engine.Ended.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.True(engine.GetProgress().HasFailed);
        Assert.Contains("made again", engine.GetProgress().Reason, StringComparison.Ordinal);
        await engine.StopAsync();
    }

    [Fact]
    public async Task AnIncarnationThatIsToldLater_IsFilledInAndHolds()
    {
        await using var run = await ForeignRun.CreateAsync(postgres);
        run.Log.Identity = run.Log.Identity with { Incarnation = null };
        var engine = await run.StartAsync();
        Assert.Equal(DBNull.Value, await run.Database.ScalarAsync("SELECT log_incarnation FROM pipeline_state"));

        run.Log.Identity = run.Log.Identity with { Incarnation = "first" };
        await Progress.UntilAsync(
            "incarnation filled in", "first",
            async () => await run.Database.ScalarAsync("SELECT log_incarnation FROM pipeline_state") as string);
        await engine.StopAsync();

        run.Log.Identity = run.Log.Identity with { Incarnation = null };
        await run.ProcessAsync();
        run.Log.Identity = run.Log.Identity with { Incarnation = "second" };
        await Assert.ThrowsAsync<LogMismatchException>(() => run.StartAsync());
    }
}
