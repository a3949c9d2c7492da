using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Hosting.Gateway;

/// <summary>
/// Polls the pipeline's progress and the log's end offsets, so that requests for health and lag are answered immediately.
/// </summary>
internal sealed class ClusterProgress(
    IPipelineGrains grains, IEventLog log, StreamPulseOptions options, TimeProvider time,
    ILogger<ClusterProgress> logger) : BackgroundService, IPipelineProgress
{
    private const string Running = "running";
    private const string Starting = "starting";
    private const string Away = "cluster_away";

    private volatile PipelineProgress _now = new(
        Starting, "No silo has been reached yet.", new LogCondition(null, null, false, "The log has not been read yet."), []);

    /// <inheritdoc/>
    public PipelineProgress GetProgress() => _now;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.ProgressPoll, time);
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

    /// <summary>Whether not every partition has reported yet.</summary>
    public bool IsStarting => _now.State is Starting or Away;

    /// <summary>Polls now.</summary>
    public async Task LookAsync(CancellationToken stoppingToken)
    {
        var (partitions, condition) = await LookAtLogAsync(stoppingToken).ConfigureAwait(false);
        var before = _now;
        try
        {
            var state = await grains.Factory.GetGrain<IPipelineGrain>(0).AskStateAsync()
                .WaitAsync(options.CallTimeout * 2, time, stoppingToken).ConfigureAwait(false);
            var (word, reason) = Condition(state, condition);
            _now = new PipelineProgress(
                word, reason, condition, [.. state.Partitions.OrderBy(static p => p.Partition).Select(p => Reading(p, partitions))]);
            if (before.State == Away)
                GatewayLog.ClusterBack(logger);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            _now = new PipelineProgress(Away, e.Message, condition, []);
            if (before.State != Away)
                GatewayLog.ClusterAway(logger, e.Message);
        }
    }

    private static (string Word, string? Reason) Condition(PipelineState state, LogCondition log)
        => state.Problem is not null ? (Word((PipelineProblemKind)state.ProblemKind), state.Problem)
            : !log.Reachable ? (Word(PipelineProblemKind.LogAway), log.Reason)
            : state.Partitions.Length == 0 ? (Starting, null)
            : (Running, null);

    private static string Word(PipelineProblemKind kind)
        => kind switch
        {
            PipelineProblemKind.LogAway => "log_away",
            PipelineProblemKind.StoreAway => "store_away",
            PipelineProblemKind.SchemaAway => "schema_away",
            _ => "blocked",
        };

    private async Task<(Dictionary<int, LogPartition> Partitions, LogCondition Condition)> LookAtLogAsync(CancellationToken stoppingToken)
    {
        try
        {
            var identity = await log.GetIdentityAsync(stoppingToken).ConfigureAwait(false);
            var partitions = await log.GetPartitionsAsync(stoppingToken).ConfigureAwait(false);
            return (partitions.ToDictionary(static p => p.Partition), new LogCondition(identity.Kind, identity.Name, true, null));
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            return ([], _now.Log with { Reachable = false, Reason = e.Message });
        }
    }

    private PartitionReading Reading(PartitionReportMessage report, Dictionary<int, LogPartition> partitions)
    {
        var end = Math.Max(report.NextOffset, partitions.GetValueOrDefault(report.Partition)?.EndOffset ?? report.NextOffset);
        var phase = (PartitionPhase)report.Phase switch
        {
            PartitionPhase.Active => "active",
            PartitionPhase.Idle => "idle",
            _ => "finished",
        };
        return new PartitionReading(
            report.Partition, phase, report.NextOffset, end,
            PartitionReading.LagSecondsAt(time.GetUtcNow(), end - report.NextOffset, report.LastRecordTimeMs));
    }
}
