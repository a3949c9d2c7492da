using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamPulse.Grains.Calls;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Partitions;
using StreamPulse.Pipeline;

namespace StreamPulse.Grains.Hosting;

/// <summary>
/// Calls the pipeline grain from every silo, so that it runs again within a second after its silo has died. Before this silo stops, it has
/// the partitions of this silo write their checkpoints, while all grains can still be called.
/// </summary>
internal sealed class PipelineKeeper(
    IGrainFactory grains, SiloHome home, SiloFailures failures, PipelineOptions options, TimeProvider time,
    ILogger<PipelineKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly CallTimeout _timeout = new(failures, time, CallTimeout.ForAnswers);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Timers)
            return;
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await CallAsync(stoppingToken);
        }
        while (await WaitAsync(timer, stoppingToken));
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            var state = await grains.GetGrain<IPipelineGrain>(0).GetStateAsync().WaitAsync(cancellationToken);
            var here = state.Partitions.Where(p => home.IsHere(p.Partition));
            await Task.WhenAll(here.Select(p => grains.GetGrain<IPartitionGrain>(p.Partition).CheckpointAsync()))
                .WaitAsync(cancellationToken);
        }
        catch (Exception e)
        {
            GrainLog.NotDrained(logger, e.Message);
        }

        await home.LeaveAsync();
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task CallAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _timeout.WaitAsync(grains.GetGrain<IPipelineGrain>(0).StartAsync(), stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            GrainLog.PipelineSilent(logger, e.Message);
        }
        catch (Exception)
        {
            // The silo stops.
        }
    }
}
