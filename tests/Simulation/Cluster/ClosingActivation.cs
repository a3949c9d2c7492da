using Microsoft.Extensions.Logging;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Pipeline;
using StreamPulse.Pipeline.Closing;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Simulation.Log;
using StreamPulse.Simulation.Running;
using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Cluster;

/// <summary>An activation of the pipeline grain without Orleans: the operator that closes windows, with a timer for its rounds.</summary>
internal sealed class ClosingActivation(SimulatedCluster cluster, SimulatedSilo silo, IPartitionPeer partitions, ILogger logger)
{
    private readonly SeededRandom _random = cluster.World.Random.Fork();
    private ClosingOperator? _closing;
    private RoundSchedule? _schedule;
    private ITimer? _timer;
    private bool _isRound;
    private bool _retireSoon;

    /// <summary>Whether it has begun.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Begins to run rounds.</summary>
    public void Begin()
    {
        HasBegun = true;
        cluster.World.Note(silo.Process.Name, $"closes windows from now on");
        var log = new LogConnection(cluster.World, silo.Process, cluster.Log, Mutant.None);
        var poll = new PartitionPoll(log, static _ => Task.CompletedTask, cluster.Scenario.Options, silo.Process.Clock, logger);
        _closing = new ClosingOperator(
            silo.Store, partitions, new SimulatedRowPeer(cluster, silo), new SimulatedAlertPeer(cluster, silo), poll,
            RuleOf(cluster.Mutant), cluster.Scenario.Settings,
            cluster.Scenario.Options, silo.Process.Clock, logger);
        _schedule = new RoundSchedule(poll, cluster.Scenario.Options, silo.Process.Clock);
        _timer = silo.Process.Clock.CreateTimer(
            _ => silo.Process.Start(() => RoundAsync(_closing)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        SetTimer();
    }

    /// <summary>A partition has news.</summary>
    public void NoteNews()
    {
        _schedule?.NoteNews();
        if (!_isRound)
            SetTimer();
    }

    /// <summary>Retires windows before the next round.</summary>
    public void RetireSoon() => _retireSoon = true;

    /// <summary>What live answers begin with.</summary>
    public OpenWindowList OpenWindows()
        => _closing is null
            ? new OpenWindowList(Watermark.None, [], [], IsCaughtUp: false)
            : new OpenWindowList(
                _closing.WatermarkMs, _closing.OpenWindows(),
                [.. _closing.Reports.OrderBy(static r => r.Partition).Select(static r => (r.Partition, r.Activation))],
                _closing.HasCaughtUp);

    private async Task RoundAsync(ClosingOperator closing)
    {
        if (_isRound)
            return;
        _isRound = true;
        try
        {
            if (_retireSoon)
                await closing.RetireAsync(CancellationToken.None);
            _retireSoon = false;
            _schedule!.NoteBegun();
            await closing.RunAsync(askLog: false, CancellationToken.None);
            _schedule.NoteEnded(closing.HasMore, closing.IsSettled);
        }
        catch (Exception e) when (e is StoreUnavailableException or TimeoutException or LogUnavailableException)
        {
            _schedule!.NoteFailed();
            cluster.World.Note(silo.Process.Name, $"a round failed: {e.Message}");
        }
        catch (Exception e)
        {
            cluster.World.Violate(silo.Process.Name, $"closing failed with {e.GetType().Name}: {e.Message}");
            return;
        }

        _isRound = false;
        SetTimer();
    }

    /// <summary>A timer may be late, so that rounds meet everything else in any order.</summary>
    private void SetTimer()
        => _timer?.Change(_schedule!.UntilNext + _random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(100)), Timeout.InfiniteTimeSpan);

    private static WatermarkRule RuleOf(Mutant mutant)
        => mutant switch
        {
            Mutant.WatermarkIgnoresPartition => static (previous, partitions, clock, settings)
                => MergedWatermark.Next(previous, partitions.Length > 1 ? partitions[..^1] : partitions, clock, settings),
            Mutant.WatermarkIgnoresClock => static (previous, partitions, clock, settings)
                => MergedWatermark.Next(previous, partitions, clock with { NowMs = long.MaxValue / 2 }, settings),
            _ => MergedWatermark.Next,
        };
}
