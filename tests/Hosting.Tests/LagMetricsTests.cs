using System.Diagnostics.Metrics;
using StreamPulse.Core.Partials;
using StreamPulse.Grains.Hosting;

namespace StreamPulse.Hosting.Tests;

/// <summary>
/// Lag and lost records as instruments. Other tests have meters of the same name, so partitions have numbers that no other test uses.
/// </summary>
public sealed class LagMetricsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void LagIsThereInRecordsAndSeconds_AndNoSecondsAreMadeUp()
    {
        using var metrics = new GrainMetrics(new FixedClock());
        metrics.Lag(90_001, 15, Now.AddSeconds(-1.5).ToUnixTimeMilliseconds());
        metrics.Lag(90_002, 7, null); // the log does not say when it took its records
        metrics.Lag(90_003, 0, Now.AddHours(-1).ToUnixTimeMilliseconds());
        metrics.Lag(90_004, 3, Now.AddSeconds(5).ToUnixTimeMilliseconds()); // by the clock of a broker that is ahead
        metrics.Lag(90_005, 9, Now.ToUnixTimeMilliseconds());
        metrics.Gone(90_005);

        var seen = Observe(static listener => listener.RecordObservableInstruments());

        Assert.Equal(
            [
                ("streampulse.log.lag", "{record}", 90_001, 15), ("streampulse.log.lag", "{record}", 90_002, 7),
                ("streampulse.log.lag", "{record}", 90_003, 0), ("streampulse.log.lag", "{record}", 90_004, 3),
                ("streampulse.log.lag.time", "s", 90_001, 1.5), ("streampulse.log.lag.time", "s", 90_003, 0),
                ("streampulse.log.lag.time", "s", 90_004, 0),
            ],
            seen.Where(static s => s.Name.StartsWith("streampulse.log.", StringComparison.Ordinal)));
    }

    [Fact]
    public void RecordsThatTheLogHasLost_AreCounted()
    {
        using var metrics = new GrainMetrics(new FixedClock());

        var seen = Observe(_ => metrics.Taken(90_010, new PartitionTotals(0, 0, 0, 0, 20), new PartitionTotals(0, 0, 0, 0, 25)));

        Assert.Contains(("streampulse.records.missing", "{record}", 90_010, 5), seen);
    }

    private static List<(string Name, string? Unit, int Partition, double Value)> Observe(Action<MeterListener> act)
    {
        var seen = new List<(string Name, string? Unit, int Partition, double Value)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, l) =>
            {
                if (instrument.Meter.Name == GrainMetrics.MeterName)
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        act(listener);
        seen.Sort();
        return seen;

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags is [{ Key: "partition", Value: int and > 90_000 } tag])
            {
                lock (seen)
                    seen.Add((instrument.Name, instrument.Unit, (int)tag.Value!, value));
            }
        }
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
