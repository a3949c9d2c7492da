using StreamPulse.Log;
using StreamPulse.Pipeline.Partitions;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Simulation.Log;
using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Cluster;

/// <summary>
/// An activation of a partition grain without Orleans: the operator itself, with streams that deliver or do not, and timers.
/// </summary>
internal sealed class PartitionActivation(SimulatedCluster cluster, SimulatedSilo silo, int partition)
{
    private TaskCompletionSource<PartitionOperator> _opened = new();
    private readonly SeededRandom _random = cluster.World.Random.Fork();
    private readonly LogConnection _log = new(cluster.World, silo.Process, cluster.Log, cluster.Mutant);
    private readonly TraceLogger _logger = new(cluster.World, silo.Process.Name);
    private bool _hasEnded;

    public int Partition => partition;

    public SimulatedSilo Silo => silo;

    /// <summary>The operator, once it has loaded its checkpoint.</summary>
    public Task<PartitionOperator> Operator => _opened.Task;

    private ProcessClock Clock => silo.Process.Clock;

    /// <summary>Begins from the checkpoint.</summary>
    public void Begin() => silo.Process.Start(() => RunAsync(setBackToMs: null));

    /// <summary>Hands over: one more commit if that works, and nothing after it.</summary>
    public void Leave() => silo.Process.Start(async () =>
    {
        var partitionOperator = await _opened.Task;
        await partitionOperator.CommitAsync(CancellationToken.None);
        End();
    });

    /// <summary>Answers closing.</summary>
    public async Task<PartitionReport> ReportAsync(PartitionNews news)
    {
        var opened = await _opened.Task;
        var report = opened.Report(news);
        TellNews(opened); // of what was too new for this report
        return report;
    }

    private async Task RunAsync(long? setBackToMs)
    {
        var opened = await OpenAsync(setBackToMs);
        cluster.World.Note(silo.Process.Name, $"partition {partition} begins at offset {opened.CommittedOffset}");
        _opened.SetResult(opened);
        await Task.WhenAll(DeliverAsync(opened), ReadAsync(opened), CommitAsync(opened));
    }

    private async Task<PartitionOperator> OpenAsync(long? setBackToMs)
    {
        while (true)
        {
            try
            {
                return await PartitionOperator.OpenAsync(
                    new LogPartition(partition, 0, 0, false), silo.Store, _log, cluster.Scenario.Settings, cluster.Scenario.Options,
                    silo.Schemas, Clock, _logger, CancellationToken.None, setBackToMs);
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), Clock);
            }
        }
    }

    /// <summary>What a stream does: delivers most of what comes, some of it twice, some of it not at all.</summary>
    private async Task DeliverAsync(PartitionOperator opened)
    {
        var position = opened.CommittedOffset;
        while (IsCurrent(opened))
        {
            await Task.Delay(_random.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(120)), Clock);
            if (cluster.Log.Network.IsDown
                || SimulatedDelivery.Of(cluster.Log.At(partition), position, _random.Between(1, 12), cluster.Mutant) is not { } delivery)
            {
                continue;
            }

            position = _random.Chance(0.05) ? Math.Max(0, position - 3) : delivery.NextOffset;
            if (_random.Chance(0.85))
                await TryAsync(() => opened.DeliverAsync(delivery));
            if (opened.IsCommitDue)
                await CommitOnceAsync(opened);
            TellNews(opened);
        }
    }

    private async Task ReadAsync(PartitionOperator opened)
    {
        while (IsCurrent(opened))
        {
            await Task.Delay(_random.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(700)), Clock);
            await TryAsync(opened.ReadOnAsync);
            TellNews(opened);
        }
    }

    private async Task CommitAsync(PartitionOperator opened)
    {
        while (IsCurrent(opened))
        {
            await Task.Delay(cluster.Scenario.Options.CommitInterval, Clock);
            await CommitOnceAsync(opened);
        }
    }

    private async Task CommitOnceAsync(PartitionOperator opened)
    {
        if (!IsCurrent(opened))
            return;
        await opened.CommitAsync(CancellationToken.None);
        if (opened.IsFenced)
            End();
        else if (opened.SetBackToMs is { } timeMs && IsCurrent(opened))
            Reopen(timeMs);
        TellNews(opened);
    }

    /// <summary>The clock of the log was put right: begins again from the checkpoint. Calls wait until it has.</summary>
    private void Reopen(long timeMs)
    {
        cluster.World.Note(silo.Process.Name, $"partition {partition} is opened again, as the clock of the log was put right");
        _opened = new TaskCompletionSource<PartitionOperator>();
        silo.Process.Start(() => RunAsync(timeMs));
    }

    private bool IsCurrent(PartitionOperator opened)
        => !_hasEnded && _opened.Task.IsCompletedSuccessfully && _opened.Task.Result == opened;

    private void TellNews(PartitionOperator opened)
    {
        if (opened.TryTakeNews())
            cluster.TellNews(silo);
    }

    private static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (LogUnavailableException)
        {
            // Read again later.
        }
    }

    private void End()
    {
        _hasEnded = true;
        cluster.Forget(silo, this);
    }
}
