using System.Diagnostics.Metrics;
using StreamPulse.Core.Results;
using StreamPulse.Standalone.Engine;

namespace StreamPulse.Standalone.Tests;

/// <summary>Lag as instruments. Other tests have meters of the same name, so partitions have numbers that no other test uses.</summary>
public sealed class LagMetricsTests
{
    [Fact]
    public void LagIsThereInRecordsAndSeconds_AndNoSecondsAreMadeUp()
    {
        using var metrics = new EngineMetrics();
        metrics.ReadingsFrom(
            () => [new PartitionReading(90_001, "active", 10, 25, 1.5), new PartitionReading(90_002, "active", 0, 7, null)]);
        var seen = new List<(string Name, string? Unit, int Partition, double Value)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, l) =>
            {
                if (instrument.Meter.Name == EngineMetrics.MeterName)
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();

        listener.RecordObservableInstruments();

        Assert.Equal(
            [
                ("streampulse.log.lag", "{record}", 90_001, 15), ("streampulse.log.lag", "{record}", 90_002, 7),
                ("streampulse.log.lag.time", "s", 90_001, 1.5)],
            seen.Order());

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags is [{ Key: "partition", Value: int and > 90_000 } tag])
                seen.Add((instrument.Name, instrument.Unit, (int)tag.Value!, value));
        }
    }
}
