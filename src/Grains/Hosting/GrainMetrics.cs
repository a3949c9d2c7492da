using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;

namespace StreamPulse.Grains.Hosting;

/// <summary>The grains' instruments on one silo; meter <c>StreamPulse.Grains</c>. Tags are partition numbers, never keys.</summary>
public sealed class GrainMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "StreamPulse.Grains";

    private readonly Meter _meter = new(MeterName);
    private readonly ConcurrentDictionary<int, (long Records, long? TakenAtMs)> _lag = new();
    private readonly TimeProvider _time;
    private readonly Counter<long> _counted;
    private readonly Counter<long> _late;
    private readonly Counter<long> _deadLettered;
    private readonly Counter<long> _missing;
    private readonly Counter<long> _rows;
    private readonly Histogram<double> _rowsSeconds;
    private readonly Histogram<double> _checkpointSeconds;
    private readonly Histogram<double> _closeSeconds;
    private long _watermarkMs = Core.Windows.Watermark.None;

    /// <summary>Creates the instruments.</summary>
    /// <param name="time">What the lag in seconds is measured by.</param>
    public GrainMetrics(TimeProvider time)
    {
        _time = time;
        _counted = _meter.CreateCounter<long>("streampulse.events.counted", "{event}", "Events counted in a window.");
        _late = _meter.CreateCounter<long>("streampulse.events.late", "{event}", "Events that came too late for their window.");
        _deadLettered = _meter.CreateCounter<long>("streampulse.events.dead_lettered", "{event}", "Records that could not be used.");
        _missing = _meter.CreateCounter<long>(
            "streampulse.records.missing", "{record}", "Records that the log had lost before they were read.");
        _rows = _meter.CreateCounter<long>("streampulse.sink.rows", "{row}", "Result rows offered to the tables.");
        _rowsSeconds = _meter.CreateHistogram<double>("streampulse.sink.rows.duration", "s", "Time of one transaction of rows.");
        _checkpointSeconds = _meter.CreateHistogram<double>(
            "streampulse.checkpoint.duration", "s", "Time of one checkpoint, with its encoding.");
        _closeSeconds = _meter.CreateHistogram<double>(
            "streampulse.window.emit_delay", "s", "From the watermark passing a window's end to its rows being readable.");
        _meter.CreateObservableGauge(
            "streampulse.log.lag", ObserveLag, "{record}", "Records in the log that are not read yet, of partitions consumed here.");
        _meter.CreateObservableGauge(
            "streampulse.log.lag.time", ObserveLagTime, "s",
            "Since the log took the last record that was read; 0 when all is read. Of partitions consumed here.");
        _meter.CreateObservableGauge(
            "streampulse.watermark", ObserveWatermark, "s", "Merged event-time watermark, Unix time; where the pipeline grain is.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Taken(int partition, PartitionTotals before, PartitionTotals after)
    {
        var tag = Tag(partition);
        _counted.Add(after.Counted - before.Counted, tag);
        _late.Add(after.Late - before.Late, tag);
        _deadLettered.Add(after.DeadLettered - before.DeadLettered, tag);
        _missing.Add(after.Missing - before.Missing, tag);
    }

    /// <param name="records">Records that are not read yet.</param>
    /// <param name="takenAtMs">When the log took the last one that was read; null where that is not known.</param>
    internal void Lag(int partition, long records, long? takenAtMs) => _lag[partition] = (records, takenAtMs);

    /// <summary>The partition is consumed elsewhere now.</summary>
    internal void Gone(int partition) => _lag.TryRemove(partition, out _);

    internal void RowsWritten(int rows, TimeSpan duration)
    {
        _rows.Add(rows);
        _rowsSeconds.Record(duration.TotalSeconds);
    }

    internal void Checkpointed(TimeSpan duration) => _checkpointSeconds.Record(duration.TotalSeconds);

    internal void Closed(TimeSpan duration) => _closeSeconds.Record(duration.TotalSeconds);

    internal void Watermark(long milliseconds) => Volatile.Write(ref _watermarkMs, milliseconds);

    private IEnumerable<Measurement<long>> ObserveLag()
        => _lag.Select(static l => new Measurement<long>(l.Value.Records, Tag(l.Key)));

    private IEnumerable<Measurement<double>> ObserveLagTime()
    {
        foreach (var (partition, (records, takenAtMs)) in _lag)
        {
            if (PartitionReading.LagSecondsAt(_time.GetUtcNow(), records, takenAtMs) is { } seconds)
                yield return new Measurement<double>(seconds, Tag(partition));
        }
    }

    private static KeyValuePair<string, object?> Tag(int partition) => new("partition", partition);

    private IEnumerable<Measurement<double>> ObserveWatermark()
        => Volatile.Read(ref _watermarkMs) is var ms && ms == Core.Windows.Watermark.None ? [] : [new Measurement<double>(ms / 1000.0)];
}
