using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using StreamPulse.Grains.Hosting;
using StreamPulse.Grains.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests;

/// <summary>What the meters of the silos say, by instrument and partition.</summary>
public sealed class MetricsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task InstrumentsAddUpToWhatTheTablesSay()
    {
        var sums = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, l) =>
        {
            if (instrument.Meter.Name == GrainMetrics.MeterName)
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Add(i, value, tags));
        listener.SetMeasurementEventCallback<double>((i, _, tags, _) => Add(i, 1, tags));
        listener.Start();
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 2);
        await database.GenerateAsync(GoldenTraffic.Options, 40_000);
        await using var cluster = await TestCluster.StartAsync(database, silos: 1);

        await cluster.WaitSettledAsync(database);

        for (var partition = 0; partition < 2; partition++)
        {
            // Other tests of this process may add to the same names, never take away.
            Assert.True(sums[$"streampulse.events.counted {partition}"] >= await database.NumberAsync(
                $"SELECT counted FROM checkpoints WHERE partition = {partition}"));
            Assert.True(sums[$"streampulse.events.late {partition}"] >= await database.NumberAsync(
                $"SELECT late FROM checkpoints WHERE partition = {partition}"));
        }

        Assert.True(sums["streampulse.sink.rows "] >= await database.NumberAsync(
            "SELECT (SELECT count(*) FROM content_stats) + (SELECT count(*) FROM region_health) + (SELECT count(*) FROM device_stats)"));
        string[] durations = ["streampulse.sink.rows.duration ", "streampulse.checkpoint.duration ", "streampulse.window.emit_delay "];
        foreach (var seconds in durations)
            Assert.True(sums[seconds] > 0);
        listener.RecordObservableInstruments();
        Assert.True(sums.ContainsKey("streampulse.log.lag 1"));
        Assert.True(sums["streampulse.watermark "] > 0);

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var partition = tags.Length == 0 ? string.Empty : Convert.ToString(tags[0].Value, CultureInfo.InvariantCulture);
            sums.AddOrUpdate($"{instrument.Name} {partition}", value, (_, sum) => sum + value);
        }
    }
}
