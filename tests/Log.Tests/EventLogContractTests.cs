using System.Buffers;
using System.Text;

namespace StreamPulse.Log.Tests;

/// <summary>
/// The contract of every event log. An adapter's test class derives from this and opens an empty log of six live partitions.
/// </summary>
public abstract class EventLogContractTests
{
    private const int PartitionCount = 6;

    private static readonly string[] Regions =
        ["US-California", "US-Texas", "US-NewYork", "EU-London", "EU-Paris", "EU-Berlin", "ASIA-Tokyo", "ASIA-Seoul", "ASIA-Mumbai"];

    /// <summary>A log with nothing in it; both are the same object or share their end.</summary>
    protected abstract Task<(IEventLog Log, IEventLogAppender Appender)> OpenEmptyAsync();

    [Fact]
    public async Task A_new_log_has_its_partitions_and_they_are_empty()
    {
        var (log, _) = await OpenEmptyAsync();
        await using var _ = log;

        var partitions = await log.GetPartitionsAsync(CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, PartitionCount).Select(p => new LogPartition(p, 0, 0, false)), partitions);
    }

    [Fact]
    public async Task A_record_goes_to_the_partition_of_its_key_and_comes_back_as_it_was()
    {
        var (log, appender) = await OpenEmptyAsync();
        await using var _ = log;
        var random = new Random(7);
        var values = Regions.SelectMany(
            region => new[] { 0, 1, 127, 128, 200, 16384, 300_000 }.Select(size => (region, Value: Bytes(random, size)))).ToList();
        var batch = new AppendBatch();
        foreach (var (region, value) in values)
            batch.Add(Encoding.UTF8.GetBytes(region), value);
        await appender.AppendAsync(batch, CancellationToken.None);

        foreach (var expected in values.GroupBy(v => KeyPartitioner.PartitionOf(Encoding.UTF8.GetBytes(v.region), PartitionCount)))
        {
            await using var reader = log.OpenReader(expected.Key, 0);
            var actual = new List<byte[]>();
            while (actual.Count < expected.Count())
            {
                using var read = await reader.ReadAsync(LogContent.Long, CancellationToken.None);
                while (read!.TryRead(out var record))
                    actual.Add(record.Value.ToArray());
            }

            Assert.Equal(expected.Select(v => v.Value), actual);
        }
    }

    /// <summary>Bounds of a run in bytes; 0 reads a single record in between, and -1 takes a run over with its buffer, if it can.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, 40)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(25, 0)]
    [InlineData(-1, -1)]
    [InlineData(-1, 0)]
    [InlineData(25, -1)]
    public async Task Runs_have_the_same_records_from_every_offset_on(int first, int second)
    {
        var (log, appender) = await OpenEmptyAsync();
        await using var _ = log;
        const int count = 30;
        var partition = KeyPartitioner.PartitionOf("EU-London"u8, PartitionCount);
        for (var i = 0; i < count; i += 10)
            await appender.AppendAsync(LogContent.Numbered("EU-London", i, 10), CancellationToken.None);

        for (var from = 0; from < count; from += 7)
        {
            await using var reader = log.OpenReader(partition, from);
            var values = new List<string>();
            while (from + values.Count < count)
            {
                using var batch = await reader.ReadAsync(LogContent.Long, CancellationToken.None);
                for (var bound = first; TryTake(batch!, bound, from, values); bound = bound == first ? second : first)
                {
                }
            }

            Assert.Equal(Enumerable.Range(from, count - from).Select(static i => $"EU-London:{i}"), values);
        }
    }

    [Fact]
    public async Task What_was_acknowledged_is_there()
    {
        var (log, appender) = await OpenEmptyAsync();
        await using var _ = log;
        var partition = KeyPartitioner.PartitionOf("EU-London"u8, PartitionCount);

        for (var i = 1; i <= 5; i++)
        {
            await appender.AppendAsync(LogContent.Numbered("EU-London", i * 10, 10), CancellationToken.None);
            Assert.Equal(i * 10, (await log.GetPartitionsAsync(CancellationToken.None))[partition].EndOffset);
        }
    }

    [Fact]
    public async Task Reading_can_begin_at_every_offset()
    {
        var (log, appender) = await OpenEmptyAsync();
        await using var _ = log;
        var partition = KeyPartitioner.PartitionOf("ASIA-Tokyo"u8, PartitionCount);
        foreach (var (from, count) in new[] { (0, 1), (1, 30), (31, 2), (33, 40) })
            await appender.AppendAsync(LogContent.Numbered("ASIA-Tokyo", from, count), CancellationToken.None);
        var all = await LogContent.ReadAllAsync(log, partition);

        for (var offset = 0; offset < all.Count; offset++)
        {
            await using var reader = log.OpenReader(partition, offset);
            Assert.Equal(all.Skip(offset), await LogContent.ReadAsync(reader, offset, all.Count - offset));
        }
    }

    [Fact]
    public async Task Nothing_new_within_the_wait_is_null_and_nothing_is_lost_by_it()
    {
        var (log, appender) = await OpenEmptyAsync();
        await using var _ = log;
        await using var reader = log.OpenReader(KeyPartitioner.PartitionOf("EU-Paris"u8, PartitionCount), 0);

        Assert.Null(await reader.ReadAsync(TimeSpan.Zero, CancellationToken.None));
        Assert.Null(await reader.ReadAsync(TimeSpan.FromMilliseconds(20), CancellationToken.None));
        await appender.AppendAsync(LogContent.Numbered("EU-Paris", 0, 3), CancellationToken.None);
        Assert.Equal(["EU-Paris:0", "EU-Paris:1", "EU-Paris:2"], await LogContent.ReadAsync(reader, 0, 3));
        Assert.Null(await reader.ReadAsync(TimeSpan.Zero, CancellationToken.None));
    }

    [Fact]
    public async Task A_waiting_reader_gets_what_is_appended_meanwhile()
    {
        var (log, appender) = await OpenEmptyAsync();
        await using var _ = log;
        await using var reader = log.OpenReader(KeyPartitioner.PartitionOf("EU-Paris"u8, PartitionCount), 0);

        for (var i = 0; i < 20; i++)
        {
            var reading = LogContent.ReadAsync(reader, i, 1);
            await appender.AppendAsync(LogContent.Numbered("EU-Paris", i, 1), CancellationToken.None);
            Assert.Equal([$"EU-Paris:{i}"], await reading);
        }
    }

    [Fact]
    public async Task A_reader_whose_wait_is_cancelled_goes_on_where_it_was()
    {
        var (log, appender) = await OpenEmptyAsync();
        await using var _ = log;
        await using var reader = log.OpenReader(KeyPartitioner.PartitionOf("EU-Paris"u8, PartitionCount), 0);
        using var cancel = new CancellationTokenSource();

        var waiting = reader.ReadAsync(LogContent.Long, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await appender.AppendAsync(LogContent.Numbered("EU-Paris", 0, 2), CancellationToken.None);
        Assert.Equal(["EU-Paris:0", "EU-Paris:1"], await LogContent.ReadAsync(reader, 0, 2));
    }

    [Fact]
    public async Task An_offset_beyond_the_end_is_refused()
    {
        var (log, appender) = await OpenEmptyAsync();
        await using var _ = log;
        await appender.AppendAsync(LogContent.Numbered("EU-Paris", 0, 2), CancellationToken.None);
        var partition = KeyPartitioner.PartitionOf("EU-Paris"u8, PartitionCount);
        await using var reader = log.OpenReader(partition, 3);

        var error = await Assert.ThrowsAsync<OffsetOutOfRangeException>(
            () => reader.ReadAsync(TimeSpan.Zero, CancellationToken.None).AsTask());
        Assert.Equal((partition, 3, 0, 2), (error.Partition, error.WantedOffset, error.EarliestOffset, error.EndOffset));
    }

    [Fact]
    public async Task The_ingestion_time_is_part_of_the_record()
    {
        var (log, appender) = await OpenEmptyAsync();
        await using var _ = log;
        var partition = KeyPartitioner.PartitionOf("EU-Paris"u8, PartitionCount);
        for (var i = 0; i < 5; i++)
            await appender.AppendAsync(LogContent.Numbered("EU-Paris", i, 1), CancellationToken.None);

        var first = await ReadTimesAsync(log, partition, 5);
        Assert.Equal(first, await ReadTimesAsync(log, partition, 5));
        Assert.Equal(first.Order(), first);
        Assert.All(first, time => Assert.InRange(time, 1_700_000_000_000, 4_000_000_000_000));
    }

    [Fact]
    public async Task Of_many_appenders_nothing_is_lost_or_doubled_and_each_regions_order_is_kept()
    {
        const int batches = 40;
        const int perBatch = 25;
        var (log, appender) = await OpenEmptyAsync();
        await using var _ = log;

        await Task.WhenAll(Regions.Select(async region =>
        {
            for (var i = 0; i < batches; i++)
                await appender.AppendAsync(LogContent.Numbered(region, i * perBatch, perBatch), CancellationToken.None);
        }));

        var read = new List<string>();
        for (var partition = 0; partition < PartitionCount; partition++)
            read.AddRange(await LogContent.ReadAllAsync(log, partition));
        foreach (var region in Regions)
        {
            var values = read.Where(value => value.StartsWith(region + ":", StringComparison.Ordinal));
            Assert.Equal(Enumerable.Range(0, batches * perBatch).Select(i => $"{region}:{i}"), values);
        }
    }

    private static bool TryTake(RecordBatch batch, int bound, int from, List<string> values)
    {
        if (bound < 0 && batch.TryTakeRun(1, out var rented))
        {
            Assert.Equal(from + values.Count, rented.Offset);
            Array.Fill(rented.Buffer, byte.MaxValue, rented.Start - RentedRun.FreeBytes, RentedRun.FreeBytes);
            var at = 0;
            for (var i = 0; i < rented.Count; i++)
                values.Add(Encoding.UTF8.GetString(RecordFormat.Read(rented.Buffer.AsSpan(rented.Start, rented.Length), ref at)));
            Assert.Equal(rented.Length, at);
            ArrayPool<byte>.Shared.Return(rented.Buffer, clearArray: true); // the batch must not return it too
            return true;
        }

        if (bound <= 0)
        {
            if (!batch.TryRead(out var record))
                return false;
            values.Add(Encoding.UTF8.GetString(record.Value));
            return true;
        }

        if (!batch.TryReadRun(bound, out var run))
            return false;
        Assert.Equal(from + values.Count, run.Offset);
        Assert.True(run.Count == 1 || run.Payload.Length < bound + 20L);
        var position = 0;
        for (var i = 0; i < run.Count; i++)
            values.Add(Encoding.UTF8.GetString(run.Count == 1 ? run.Payload : RecordFormat.Read(run.Payload, ref position)));
        return true;
    }

    private static byte[] Bytes(Random random, int size)
    {
        var bytes = new byte[size];
        random.NextBytes(bytes);
        return bytes;
    }

    private static async Task<List<long>> ReadTimesAsync(IEventLog log, int partition, int count)
    {
        var times = new List<long>();
        await using var reader = log.OpenReader(partition, 0);
        while (times.Count < count)
        {
            using var batch = await reader.ReadAsync(LogContent.Long, CancellationToken.None);
            while (batch!.TryRead(out var record))
                times.Add(record.TimeMs);
        }

        return times;
    }
}
