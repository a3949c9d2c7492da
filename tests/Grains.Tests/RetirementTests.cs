using Microsoft.Extensions.Logging.Abstractions;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Detection;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Tests.Support;
using StreamPulse.Pipeline;
using StreamPulse.Pipeline.Closing;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Restore;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests;

/// <summary>Which windows are retired depends on what every partition has passed, so while one does not answer none is.</summary>
public sealed class RetirementTests(PostgresFixture postgres)
{
    private static readonly PipelineSettings Settings = new();

    [Fact]
    public async Task WhileAPartitionDoesNotAnswer_NoWindowIsRetired_AndOnceItHasPassedTheWindowItIs()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 2);
        var start = GoldenTraffic.Options.StartEventTime.ToUnixTimeMilliseconds();
        var store = new PostgresWindowStore(database.Source);
        await new PostgresBinding(database.Source).EnsureSettingsAsync(Settings, default);
        var nothing = new Judgement(new AlertOutcome([], new Dictionary<string, string>()), Closings: 0);
        await store.CloseAsync([Settings.Windows.At(start)], nothing, start + 60_000, 0, default);
        var partitions = new Partitions { PassedBeforeMs = start + 1 };
        var options = new PipelineOptions { PartialRetention = TimeSpan.Zero };
        var poll = new PartitionPoll(database.Log, static _ => Task.CompletedTask, options, TimeProvider.System, NullLogger.Instance);
        var closing = new ClosingOperator(
            store, partitions, new Rows(), new Alerts(), poll, MergedWatermark.Next, Settings, options, TimeProvider.System,
            NullLogger.Instance);

        await closing.RetireAsync(default); // nobody has been asked yet
        partitions.Silent = 1;
        await closing.RunAsync(askLog: true, default);
        await closing.RetireAsync(default);
        Assert.Empty((await store.LoadAsync(default)).Retired);

        partitions.Silent = null;
        await closing.RunAsync(askLog: true, default);
        await closing.RetireAsync(default);
        Assert.Equal([start], (await store.LoadAsync(default)).Retired);
    }

    /// <summary>Partitions that have read nothing, one of which may not answer.</summary>
    private sealed class Partitions : IPartitionPeer
    {
        public int? Silent { get; set; }

        public long PassedBeforeMs { get; init; }

        public Task<PartitionReport> ReportAsync(int partition, PartitionNews news, CancellationToken cancellationToken)
            => partition == Silent
                ? throw new TimeoutException("It does not answer.")
                : Task.FromResult(new PartitionReport(
                    partition, PartitionPhase.Idle, 0, 0, Watermark.None, Watermark.None, PassedBeforeMs, [], Guid.Empty, 0, [], 0));

        public Task<CommittedPartials[]> GetCommittedAsync(int partition, CommittedRequest request, CancellationToken cancellationToken)
            => throw new InvalidOperationException("No rows are due.");

        public Task CommitAsync(int partition, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Rows : IRowPeer
    {
        public Task<IReadOnlyDictionary<long, IReadOnlyDictionary<int, int>>> WriteAsync(
            AccumulatorKind kind, IReadOnlyList<long> windowStartsMs, CancellationToken cancellationToken)
            => throw new InvalidOperationException("No rows are due.");

        public void Prepare(AccumulatorKind kind, long windowStartMs)
        {
            // Nobody writes them.
        }
    }

    private sealed class Alerts : IAlertPeer
    {
        public Task<Judgement> JudgeAsync(IReadOnlyList<WindowRange> windows, CancellationToken cancellationToken)
            => throw new InvalidOperationException("No window closes.");
    }
}
