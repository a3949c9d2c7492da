using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Gateway.Hosting;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Log;

namespace StreamPulse.Gateway.Cluster;

/// <summary>Polls the cluster's progress and the log's end offsets, so that requests for health and lag are answered immediately.</summary>
internal sealed class ClusterProgress(
    ClusterConnection connection, IEventLog log, GatewaySettings settings, TimeProvider time,
    ILogger<ClusterProgress> logger) : BackgroundService, IPipelineProgress
{
    private const string Running = "running";
    private const string Starting = "starting";
    private const string Away = "cluster_away";

    private volatile PipelineProgress _now = new(
        Away, false, "No silo has been reached yet.", new LogCondition(null, null, false, "The log has not been read yet."), []);

    /// <inheritdoc/>
    public PipelineProgress GetProgress() => _now;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.ProgressPoll, time);
        try
        {
            do
                await LookAsync(stoppingToken).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program is stopping.
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        var (partitions, condition) = await LookAtLogAsync(stoppingToken).ConfigureAwait(false);
        var before = _now;
        try
        {
            var state = await connection.Client.GetGrain<IPipelineGrain>(0).GetStateAsync()
                .WaitAsync(settings.CallTimeout * 2, time, stoppingToken).ConfigureAwait(false);
            _now = new PipelineProgress(
                state.Partitions.Length == 0 ? Starting : Running, false, null, condition,
                [.. state.Partitions.OrderBy(static p => p.Partition).Select(p => Reading(p, partitions))]);
            if (before.State == Away)
                GatewayLog.ClusterBack(logger);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or InvalidOperationException or LiveStateUnavailableException)
        {
            _now = new PipelineProgress(Away, false, e.Message, condition, []);
            if (before.State != Away)
                GatewayLog.ClusterAway(logger, e.Message);
        }
    }

    private async Task<(Dictionary<int, LogPartition> Partitions, LogCondition Condition)> LookAtLogAsync(CancellationToken stoppingToken)
    {
        try
        {
            var identity = await log.GetIdentityAsync(stoppingToken).ConfigureAwait(false);
            var partitions = await log.GetPartitionsAsync(stoppingToken).ConfigureAwait(false);
            return (partitions.ToDictionary(static p => p.Partition), new LogCondition(identity.Kind, identity.Name, true, null));
        }
        catch (LogUnavailableException e)
        {
            return ([], _now.Log with { Reachable = false, Reason = e.Message });
        }
    }

    private static PartitionReading Reading(PartitionReportMessage report, Dictionary<int, LogPartition> partitions)
    {
        var end = Math.Max(report.NextOffset, partitions.GetValueOrDefault(report.Partition)?.EndOffset ?? report.NextOffset);
        var phase = (PartitionPhase)report.Phase switch
        {
            PartitionPhase.Active => "active",
            PartitionPhase.Idle => "idle",
            _ => "finished",
        };
        return new PartitionReading(report.Partition, phase, report.NextOffset, end, end == report.NextOffset ? 0 : null);
    }
}
