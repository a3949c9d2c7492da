using Microsoft.Extensions.Logging;
using StreamPulse.Grains.Hosting;
using StreamPulse.Log;

namespace StreamPulse.Grains.Pipeline;

/// <summary>The partitions of the log and their ends, asked for from time to time.</summary>
internal sealed class PartitionPoll(IEventLog log, LogOfDatabase binding, GrainOptions options, TimeProvider time, ILogger<PartitionPoll> logger)
{
    private long? _askedAt;
    private long? _triedAt;

    /// <summary>As the log last said.</summary>
    public IReadOnlyList<LogPartition> Partitions { get; private set; } = [];

    /// <summary>How long ago the log began to answer that.</summary>
    public TimeSpan Age => _askedAt is { } at ? time.GetElapsedTime(at) : TimeSpan.Zero;

    /// <summary>Asks the log if it is time. Where it cannot be reached what is known stays, and grows old, so that no partition is taken for idle.</summary>
    /// <exception cref="StreamPulse.Storage.Restore.LogMismatchException">It is another log than the rows were made from.</exception>
    /// <exception cref="LogUnavailableException">The log cannot be reached, and never was.</exception>
    public async Task RefreshAsync(bool now)
    {
        if (!now && _triedAt is { } tried && time.GetElapsedTime(tried) < options.PartitionPoll)
            return;
        var askedAt = time.GetTimestamp();
        _triedAt = askedAt;
        try
        {
            await binding.CheckAsync(CancellationToken.None);
            Partitions = await log.GetPartitionsAsync(CancellationToken.None);
            _askedAt = askedAt;
        }
        catch (LogUnavailableException e) when (_askedAt is not null)
        {
            GrainLog.PartitionsUnknown(logger, e.Message);
        }
    }
}
