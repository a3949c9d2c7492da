using System.Diagnostics;
using StreamPulse.Bench.Measure;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Log.Kafka;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Generator;

namespace StreamPulse.Bench.Kafka;

/// <summary>
/// The cost of reading records from a topic: all partitions read from the first to the last record, again and again, by the batch call and
/// by plain Consume in one run; once counting bytes only, once through the Avro reader into partials. librdkafka's own threads are counted
/// in.
/// </summary>
internal static class KafkaReadBench
{
    public static async Task RunAsync(BenchReport report, ReadOnlyMemory<string> arguments)
    {
        var options = new BenchArguments(arguments.Span, "--events", "--passes", "--contents");
        var events = options.Get("--events", 150_000);
        var passes = options.Get("--passes", 10);
        var traffic = new GeneratorOptions { Contents = (int)options.Get("--contents", 0) };
        using var broker = BenchBroker.Start();
        report.Say($"{broker.Description}; {KafkaTopicFill.Partitions} partitions, lz4");
        foreach (var path in (KafkaReadPath[])[KafkaReadPath.Batch, KafkaReadPath.Managed])
        {
            await using var log = await KafkaTopicFill.CreateAsync(broker, path);
            var bytes = await KafkaTopicFill.GenerateAsync(log, traffic, events);
            report.Say($"{log.ReadPath} path, {events:N0} events of {bytes / events} bytes, {passes} passes after one that is not "
                + "measured");
            await MeasureAsync(report, log, events, 1, toPartials: true, isMeasured: false);
            await MeasureAsync(report, log, events, passes, toPartials: false);
            await MeasureAsync(report, log, events, passes, toPartials: true);
        }
    }

    private static async Task MeasureAsync(
        BenchReport report, KafkaEventLog log, long events, long passes, bool toPartials, bool isMeasured = true)
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var cpu = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        var read = 0L;
        for (var pass = 0; pass < passes; pass++)
        {
            read += (await Task.WhenAll(
                Enumerable.Range(0, KafkaTopicFill.Partitions).Select(p => Task.Run(() => ReadAsync(log, p, toPartials))))).Sum();
        }

        var wall = Stopwatch.GetElapsedTime(started);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        if (read != events * passes)
            throw new InvalidOperationException($"{read} records read, expected {events * passes}.");
        if (!isMeasured)
            return;
        var bytes = (double)(GC.GetTotalAllocatedBytes() - allocated) / read;
        report.Say($"  {(toPartials ? "decoded and aggregated" : "records read")}: {read / wall.TotalSeconds:N0} records/s, CPU "
            + $"{cpu.TotalNanoseconds / read:N0} ns a record, allocated {bytes:N1} B a record");
        report.Add(new
        {
            Path = log.ReadPath.ToString(),
            Aggregated = toPartials,
            Records = read,
            RecordsPerSecond = read / wall.TotalSeconds,
            NanosecondsPerRecord = cpu.TotalNanoseconds / read,
            AllocatedBytesPerRecord = bytes,
        });
    }

    private static async Task<long> ReadAsync(KafkaEventLog log, int partition, bool toPartials)
    {
        var end = (await log.GetPartitionsAsync(CancellationToken.None))[partition].EndOffset;
        var aggregator = new PartitionAggregator(partition, new PipelineSettings(), new AvroEventDecoder(AvroSchemaSet.Default));
        await using var reader = log.OpenReader(partition, 0);
        var (next, bytes) = (0L, 0L);
        while (next < end)
        {
            using var batch = await reader.ReadAsync(TimeSpan.FromSeconds(10), CancellationToken.None)
                ?? throw new TimeoutException("Nothing came for ten seconds.");
            bytes += toPartials ? Aggregate(batch, aggregator) : Count(batch);
            next = batch.NextOffset;
        }

        return bytes > 0 ? next : 0;
    }

    private static long Aggregate(RecordBatch batch, PartitionAggregator aggregator)
    {
        var readAtMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        while (batch.TryRead(out var record))
            aggregator.Add(record, readAtMs);
        return aggregator.Totals.Counted;
    }

    private static long Count(RecordBatch batch)
    {
        var bytes = 0L;
        while (batch.TryRead(out var record))
            bytes += record.Value.Length;
        return bytes;
    }
}
