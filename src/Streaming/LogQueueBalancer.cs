using Microsoft.Extensions.Logging;
using Orleans.Streams;
using StreamPulse.Log;

namespace StreamPulse.Streaming;

/// <summary>
/// Assigns each silo the queues of the partitions whose home it is, again when silos join or leave and when the log has new partitions.
/// </summary>
internal sealed class LogQueueBalancer(
    IServiceProvider services, LogQueueMapper mapper, LogStreamOptions options, TimeProvider time, ILogger<LogQueueBalancer> logger)
    : QueueBalancerBase(services, logger)
{
    private volatile IReadOnlyCollection<SiloAddress> _active = [];
    private Task _polling = Task.CompletedTask;
    private Task _notified = Task.CompletedTask;

    public override IEnumerable<QueueId> GetMyQueues()
    {
        var active = _active;
        return mapper.Partitions.Where(p => SiloAddress.Equals(PartitionHome.Of(p, active))).Select(mapper.QueueOf).ToList();
    }

    public override async Task Initialize(IStreamQueueMapper queueMapper)
    {
        await base.Initialize(queueMapper);
        _polling = PollAsync();
    }

    public override async Task Shutdown()
    {
        await base.Shutdown();
        await _polling;
        await _notified.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override void OnClusterMembershipChange(HashSet<SiloAddress> activeSilos)
    {
        _active = [.. activeSilos];
        _notified = NotifyAsync();
    }

    private async Task PollAsync()
    {
        using var timer = new PeriodicTimer(options.PartitionPoll, time);
        try
        {
            while (true)
            {
                await LookAsync();
                await timer.WaitForNextTickAsync(Cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task LookAsync()
    {
        try
        {
            if (await mapper.RefreshAsync(Cancellation))
                await NotifyAsync();
        }
        catch (LogUnavailableException e)
        {
            StreamingLog.PartitionsUnknown(logger, options.PartitionPoll, e.Message);
        }
    }

    private async Task NotifyAsync()
    {
        try
        {
            await NotifyListeners();
        }
        catch (Exception e)
        {
            StreamingLog.BalanceFailed(logger, e.Message, e);
        }
    }
}
