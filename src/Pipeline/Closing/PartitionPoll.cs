using Microsoft.Extensions.Logging;
using StreamPulse.Log;

namespace StreamPulse.Pipeline.Closing;

/// <summary>The partitions of the log and their ends, asked for from time to time.</summary>
/// <param name="check">Makes sure that it is still the log that the rows were made from.</param>
internal sealed class PartitionPoll(
    IEventLog log, Func<CancellationToken, Task> check, PipelineOptions options, TimeProvider time, ILogger logger)
{
    private long? _askedAt;
    private long? _triedAt;

    /// <summary>As the log last said.</summary>
    public IReadOnlyList<LogPartition> Partitions { get; private set; } = [];

    /// <summary>How long ago the log began to answer that.</summary>
    public TimeSpan Age => _askedAt is { } at ? time.GetElapsedTime(at) : TimeSpan.Zero;

    /// <summary>
    /// Asks the log if that is due. If the log cannot be reached, the last answer is kept and its age grows, so that no partition is taken
    /// for idle.
    /// </summary>
    /// <exception cref="LogUnavailableException">The log cannot be reached, and never was.</exception>
    public async Task RefreshAsync(bool now, CancellationToken cancellationToken)
    {
        if (!now && _triedAt is { } tried && time.GetElapsedTime(tried) < options.PartitionPoll)
            return;
        var askedAt = time.GetTimestamp();
        _triedAt = askedAt;
        try
        {
            await check(cancellationToken);
            Partitions = await log.GetPartitionsAsync(cancellationToken);
            _askedAt = askedAt;
        }
        catch (LogUnavailableException e) when (_askedAt is not null)
        {
            PipelineLog.PartitionsUnknown(logger, e.Message);
        }
    }
}
