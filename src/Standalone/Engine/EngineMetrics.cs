using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;

namespace StreamPulse.Standalone.Engine;

/// <summary>The engine's instruments; meter <c>StreamPulse.Engine</c>. Tags are partition numbers, never keys.</summary>
public sealed class EngineMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "StreamPulse.Engine";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _counted;
    private readonly Counter<long> _late;
    private readonly Counter<long> _deadLettered;
    private readonly Counter<long> _missing;
    private readonly Histogram<double> _commitSeconds;
    private readonly Histogram<double> _emitDelaySeconds;
    private readonly Counter<long> _rows;
    private readonly ConcurrentDictionary<int, PartitionTotals> _totals = new();
    private double _watermarkSeconds = double.NaN;
    private Func<int> _queueDepth = static () => 0;
    private Func<IReadOnlyList<PartitionReading>> _readings = static () => [];

    public EngineMetrics()
    {
        _counted = _meter.CreateCounter<long>("streampulse.events.counted", "{event}", "Events counted in a window.");
        _late = _meter.CreateCounter<long>("streampulse.events.late", "{event}", "Events that came too late for their window.");
        _deadLettered = _meter.CreateCounter<long>("streampulse.events.dead_lettered", "{event}", "Records that could not be used.");
        _missing = _meter.CreateCounter<long>(
            "streampulse.records.missing", "{record}", "Records that the log had lost before they were read.");
        _rows = _meter.CreateCounter<long>("streampulse.sink.rows", "{row}", "Result rows written or revised.");
        _commitSeconds = _meter.CreateHistogram<double>("streampulse.sink.commit.duration", "s", "Time of one commit to PostgreSQL.");
        _emitDelaySeconds = _meter.CreateHistogram<double>(
            "streampulse.window.emit_delay", "s", "From a window's closing to its rows being readable.");
        _meter.CreateObservableGauge("streampulse.log.lag", ObserveLag, "{record}", "Records in the log that are not read yet.");
        _meter.CreateObservableGauge(
            "streampulse.log.lag.time", ObserveLagTime, "s", "Since the log took the last record that was read; 0 when all is read.");
        _meter.CreateObservableGauge("streampulse.merge.queue_depth", () => _queueDepth(), "{update}", "Updates that wait for the merger.");
        _meter.CreateObservableGauge("streampulse.watermark", () => _watermarkSeconds, "s", "Merged event-time watermark, Unix time.");
    }

    internal void QueueDepthFrom(Func<int> queueDepth) => _queueDepth = queueDepth;

    internal void ReadingsFrom(Func<IReadOnlyList<PartitionReading>> readings) => _readings = readings;

    internal void Watermark(long milliseconds) => _watermarkSeconds = milliseconds / 1000.0;

    /// <summary>Counts what an update adds to the one before of its partition.</summary>
    internal void Taken(PartitionUpdate update)
    {
        var before = _totals.GetValueOrDefault(update.Partition);
        _totals[update.Partition] = update.Totals;
        var tag = Tag(update.Partition);
        _counted.Add(update.Totals.Counted - before.Counted, tag);
        _late.Add(update.Totals.Late - before.Late, tag);
        _deadLettered.Add(update.Totals.DeadLettered - before.DeadLettered, tag);
        _missing.Add(update.Totals.Missing - before.Missing, tag);
    }

    /// <summary>Lays down where the counts of a partition stood at the start, so that only what is new is counted.</summary>
    internal void Begin(int partition, PartitionTotals totals) => _totals[partition] = totals;

    internal void Committed(TimeSpan duration, int rows, TimeSpan? emitDelay)
    {
        _commitSeconds.Record(duration.TotalSeconds);
        _rows.Add(rows);
        if (emitDelay is { } delay)
            _emitDelaySeconds.Record(delay.TotalSeconds);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> ObserveLag()
        => _readings().Select(static r => new Measurement<long>(r.LagRecords, Tag(r.Partition)));

    private IEnumerable<Measurement<double>> ObserveLagTime()
        => _readings()
            .Where(static r => r.LagSeconds is not null).Select(static r => new Measurement<double>(r.LagSeconds!.Value, Tag(r.Partition)));

    private static KeyValuePair<string, object?> Tag(int partition) => new("partition", partition);
}
