using System.Diagnostics.Metrics;
using StreamPulse.Log.Kafka.Hosting;

namespace StreamPulse.Cli.Tests.Kafka;

/// <summary>What the publisher's instruments say.</summary>
public sealed class DeadLetterMetricsTests
{
    [Fact]
    public void PublishedAddsUp_AndWaitingIsTheLastNumber()
    {
        using var metrics = new DeadLetterMetrics();
        var seen = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == DeadLetterMetrics.MeterName)
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            seen[instrument.Name] = instrument is Counter<long> ? seen.GetValueOrDefault(instrument.Name) + value : value);
        listener.Start();

        metrics.Waiting(7);
        metrics.Published(3);
        metrics.Published(2);
        metrics.Waiting(2);
        listener.RecordObservableInstruments();

        Assert.Equal(5, seen["streampulse.dead_letters.published"]);
        Assert.Equal(2, seen["streampulse.dead_letters.waiting"]);
    }
}
