using Microsoft.Extensions.Logging;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Pipeline.Closing;

/// <summary>The partitions of the log and their ends, read from time to time.</summary>
/// <param name="check">Makes sure that it is still the log that the rows were made from.</param>
internal sealed class PartitionPoll(
    IEventLog log, Func<CancellationToken, Task> check, PipelineOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>How many times longer the interval is while nothing is left to do.</summary>
    private const int SettledFactor = 5;

    private TimeSpan _interval = options.PartitionPoll;
    private bool _isKnown;
    private long? _triedAt;

    /// <summary>As last read.</summary>
    public IReadOnlyList<LogPartition> Partitions { get; private set; } = [];

    /// <summary>The last report of each partition that had arrived when the log was read.</summary>
    public IReadOnlyDictionary<int, PartitionReport> ReportsBefore { get; private set; } = new Dictionary<int, PartitionReport>();

    /// <summary>Time until the log is to be read again; zero or less if it is due.</summary>
    public TimeSpan UntilDue => _triedAt is { } tried ? _interval - time.GetElapsedTime(tried) : TimeSpan.Zero;

    /// <summary>Sets the interval until the next reading.</summary>
    /// <param name="isSettled"><see cref="ClosingOperator.IsSettled"/>.</param>
    public void NoteSettled(bool isSettled)
        => _interval = isSettled ? SettledFactor * options.PartitionPoll : options.PartitionPoll;

    /// <summary>
    /// Reads the log's partitions if half of <see cref="PipelineOptions.PartitionPoll"/> is over: a round that runs anyway then replaces
    /// the one that would run for it. If the log cannot be reached, what is known stays, so that no partition becomes idle.
    /// </summary>
    /// <param name="reports">The last report of each partition.</param>
    /// <exception cref="LogUnavailableException">The log cannot be reached, and never was.</exception>
    public async Task RefreshAsync(bool now, IReadOnlyDictionary<int, PartitionReport> reports, CancellationToken cancellationToken)
    {
        if (!now && _triedAt is { } tried && time.GetElapsedTime(tried) < options.PartitionPoll / 2)
            return;
        _triedAt = time.GetTimestamp();
        var before = new Dictionary<int, PartitionReport>(reports);
        try
        {
            await check(cancellationToken);
            Partitions = await log.GetPartitionsAsync(cancellationToken);
            ReportsBefore = before;
            _isKnown = true;
        }
        catch (LogUnavailableException e) when (_isKnown)
        {
            PipelineLog.PartitionsUnknown(logger, e.Message);
        }
        catch (Exception)
        {
            _triedAt = null; // no round may continue before a check has succeeded
            throw;
        }
    }
}
