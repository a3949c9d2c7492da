using System.Text;
using Confluent.Kafka;
using StreamPulse.Log.Kafka;
using StreamPulse.Testing;

namespace StreamPulse.Log.Tests.Kafka;

/// <summary>Faults by the batch path.</summary>
public sealed class BatchKafkaFaultTests() : KafkaFaultTests(KafkaReadPath.Batch);

/// <summary>Faults by the managed path.</summary>
public sealed class ManagedKafkaFaultTests() : KafkaFaultTests(KafkaReadPath.Managed);

/// <summary>Readers, appenders and requests while brokers fail: they report it, lose nothing, and continue.</summary>
public abstract class KafkaFaultTests(KafkaReadPath path) : IDisposable
{
    private const string Region = "EU-Paris";
    private static readonly int Partition = KeyPartitioner.PartitionOf(Encoding.UTF8.GetBytes(Region), 6);

    private readonly MockKafka _kafka = MockKafka.Start();

    /// <inheritdoc/>
    public void Dispose()
    {
        _kafka.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_broker_that_goes_away_is_an_outage_and_no_idle_partition_and_reading_goes_on_where_it_was()
    {
        await using var log = await OpenAsync();
        await using var reader = log.OpenReader(Partition, 0);
        await log.AppendAsync(LogContent.Numbered(Region, 0, 10), CancellationToken.None);
        Assert.Equal(10, (await LogContent.ReadAsync(reader, 0, 10)).Count);

        _kafka.SetDown(1);
        await Progress.UntilAsync("the reader notices", true, async () => await FailureAsync(reader) is not null);
        Assert.Contains("cannot be reached", (await FailureAsync(reader))!.Message, StringComparison.Ordinal);
        Assert.NotNull(log.Outage);

        _kafka.SetUp(1);
        await Progress.UntilAsync("questions are answered", true, async () => await AnswersAsync(log));
        await log.AppendAsync(LogContent.Numbered(Region, 10, 5), CancellationToken.None);
        Assert.Equal(Enumerable.Range(10, 5).Select(i => $"{Region}:{i}"), await ReadThroughAsync(reader, 10, 5));
        Assert.Null(log.Outage);
    }

    /// <summary>librdkafka frees what a request uses when its client is closed; without care this ends the process.</summary>
    [Fact]
    public async Task Requests_while_the_log_is_closed_are_answered_or_refused()
    {
        for (var round = 0; round < 10; round++)
        {
            var log = await OpenAsync();
            var readers = Enumerable.Range(0, 6).Select(p => log.OpenReader(p, 0)).ToList();
            Task[] asking = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => AskUntilClosedAsync(log)))];
            using var ended = new CancellationTokenSource();
            Task[] reading = [.. readers.Select(r => r.ReadAsync(TimeSpan.FromSeconds(10), ended.Token).AsTask())];

            await Task.Delay(2 * round);
            await ended.CancelAsync();
            await Task.WhenAll(reading).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            foreach (var reader in readers)
                await reader.DisposeAsync();
            await log.DisposeAsync();

            await Task.WhenAll(asking).WaitAsync(TimeSpan.FromSeconds(30));
        }

        static async Task AskUntilClosedAsync(KafkaEventLog log)
        {
            while (true)
            {
                try
                {
                    Assert.Equal(6, (await log.GetPartitionsAsync(CancellationToken.None)).Count);
                }
                catch (ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }

    [Fact]
    public async Task Questions_without_a_broker_end_and_name_it()
    {
        await using var log = await OpenAsync(o => o with { RequestTimeout = TimeSpan.FromMilliseconds(500) });
        _kafka.SetDown(1);

        var error = await Assert.ThrowsAsync<LogUnavailableException>(() => log.GetPartitionsAsync(CancellationToken.None));

        Assert.Contains(_kafka.BootstrapServers, error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.GetIdentityAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_reader_opened_without_a_broker_begins_when_it_is_back()
    {
        await using var log = await OpenAsync(o => o with { RequestTimeout = TimeSpan.FromMilliseconds(500) });
        await log.AppendAsync(LogContent.Numbered(Region, 0, 3), CancellationToken.None);
        _kafka.SetDown(1);
        await using var reader = log.OpenReader(Partition, 1);
        Assert.NotNull(await FailureAsync(reader));

        _kafka.SetUp(1);

        Assert.Equal([$"{Region}:1", $"{Region}:2"], await ReadThroughAsync(reader, 1, 2));
    }

    [Fact]
    public async Task Brokers_may_move_to_another_address()
    {
        var options = Options();
        await using var log = await OpenAsync(_ => options);
        await using var reader = log.OpenReader(Partition, 0);
        await log.AppendAsync(LogContent.Numbered(Region, 0, 3), CancellationToken.None);
        await LogContent.ReadAsync(reader, 0, 3);

        _kafka.AddBroker(2);
        for (var partition = 0; partition < 6; partition++)
            _kafka.SetLeader(options.Topic, partition, 2);
        await Progress.UntilAsync("the new broker is known", true, async () => await AnswersAsync(log));
        await log.AppendAsync(LogContent.Numbered(Region, 3, 3), CancellationToken.None);
        Assert.Equal(3, (await ReadThroughAsync(reader, 3, 3)).Count);
        _kafka.SetDown(1);

        await log.AppendAsync(LogContent.Numbered(Region, 6, 3), CancellationToken.None);
        Assert.Equal([$"{Region}:6", $"{Region}:7", $"{Region}:8"], await ReadThroughAsync(reader, 6, 3));
    }

    [Fact]
    public async Task A_topic_that_is_gone_is_said_and_one_made_again_is_another_log()
    {
        var options = Options();
        await using var log = await OpenAsync(_ => options);
        await log.AppendAsync(LogContent.Numbered(Region, 0, 3), CancellationToken.None);
        var before = await log.GetIdentityAsync(CancellationToken.None);
        Assert.NotNull(before.Incarnation);
        Assert.Equal(before, await log.GetIdentityAsync(CancellationToken.None));

        _kafka.DeleteTopic(options.Topic);
        var error = await Assert.ThrowsAsync<LogUnavailableException>(() => log.GetPartitionsAsync(CancellationToken.None));
        Assert.Contains($"Topic {options.Topic} does not exist", error.Message, StringComparison.Ordinal);

        _kafka.CreateTopic(options.Topic, 6);
        await Progress.UntilAsync("the topic is there again", true, async () => await AnswersAsync(log));
        Assert.False((await log.GetIdentityAsync(CancellationToken.None)).IsSameAs(before));
    }

    [Fact]
    public async Task Records_that_retention_took_are_named_and_not_skipped_in_silence()
    {
        var options = Options();
        await using var log = await OpenAsync(_ => options);
        await log.AppendAsync(LogContent.Numbered(Region, 0, 10), CancellationToken.None);
        await log.AppendAsync(LogContent.Numbered(Region, 10, 10), CancellationToken.None);
        _kafka.DeleteRecords(options.Topic, Partition, 12);
        await using var reader = log.OpenReader(Partition, 5);

        var error = await Assert.ThrowsAsync<OffsetOutOfRangeException>(
            () => reader.ReadAsync(LogContent.Long, CancellationToken.None).AsTask());

        Assert.Equal((Partition, 5, 12, 20), (error.Partition, error.WantedOffset, error.EarliestOffset, error.EndOffset));
        await using var later = log.OpenReader(Partition, 12);
        Assert.Equal(8, (await LogContent.ReadAsync(later, 12, 8)).Count);
    }

    [Fact]
    public async Task Records_that_retention_takes_from_under_a_reader_are_named_too()
    {
        var options = Options();
        await using var log = await OpenAsync(_ => options);
        await log.AppendAsync(LogContent.Numbered(Region, 0, 2), CancellationToken.None);
        await using var reader = log.OpenReader(Partition, 0);
        await LogContent.ReadAsync(reader, 0, 2);
        _kafka.SetDown(1);
        await Progress.UntilAsync("the reader notices", true, async () => await FailureAsync(reader) is not null);
        await using (var other = KafkaEventLog.Open(options))
        {
            _kafka.SetUp(1);
            await other.AppendAsync(LogContent.Numbered(Region, 2, 10), CancellationToken.None);
        }

        // The reader may have continued meanwhile; it must never skip a record.
        _kafka.DeleteRecords(options.Topic, Partition, 8);
        var next = 2L;
        var error = default(OffsetOutOfRangeException);
        while (next < 12 && error is null)
        {
            try
            {
                using var batch = await reader.ReadAsync(TimeSpan.FromMilliseconds(100), CancellationToken.None);
                while (batch is not null && batch.TryRead(out var record))
                    Assert.Equal(next++, record.Offset);
            }
            catch (LogUnavailableException)
            {
                // Not back yet.
            }
            catch (OffsetOutOfRangeException e)
            {
                error = e;
            }
        }

        if (error is not null)
            Assert.Equal((next, 8L), (error.WantedOffset, error.EarliestOffset));
    }

    [Fact]
    public async Task What_is_not_acknowledged_is_counted()
    {
        await using var log = await OpenAsync(o => o with { DeliveryTimeout = TimeSpan.FromSeconds(4) });
        await log.AppendAsync(LogContent.Numbered(Region, 0, 1), CancellationToken.None);
        _kafka.SetDown(1);

        var error = await Assert.ThrowsAsync<LogUnavailableException>(
            () => log.AppendAsync(LogContent.Numbered(Region, 1, 7), CancellationToken.None).AsTask());

        Assert.Equal(7, error.NotAcknowledged);
        Assert.StartsWith("7 of 7 records were not acknowledged.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_too_large_is_refused_before_anything_is_appended()
    {
        await using var log = await OpenAsync();
        var batch = LogContent.Numbered(Region, 0, 2);
        batch.Add(Encoding.UTF8.GetBytes(Region), new byte[1_000_000]);

        var error = await Assert.ThrowsAsync<RecordTooLargeException>(() => log.AppendAsync(batch, CancellationToken.None).AsTask());

        Assert.Equal(2, error.Index);
        Assert.Equal(0, (await log.GetPartitionsAsync(CancellationToken.None)).Sum(p => p.EndOffset));
    }

    [Fact]
    public async Task A_refusal_by_the_broker_is_reported_with_its_count()
    {
        const short Produce = 0;
        const int MessageSizeTooLarge = 10;
        await using var log = await OpenAsync();
        _kafka.FailNext(Produce, MessageSizeTooLarge);

        var error = await Assert.ThrowsAsync<LogUnavailableException>(
            () => log.AppendAsync(LogContent.Numbered(Region, 0, 1), CancellationToken.None).AsTask());

        Assert.Equal(1, error.NotAcknowledged);
        Assert.Contains("larger than the broker takes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_times_and_empty_records_come_through()
    {
        var options = Options();
        await using var log = await OpenAsync(_ => options);
        using (var producer = new ProducerBuilder<byte[]?, byte[]?>(KafkaClientConfig.Producer(options)).Build())
        {
            var to = new TopicPartition(options.Topic, 0);
            await producer.ProduceAsync(to, new Message<byte[]?, byte[]?>
                {
                    Key = [1, 2], Value = [3], Timestamp = new Timestamp(1_700_000_000_123, TimestampType.CreateTime),
                });
            await producer.ProduceAsync(to, new Message<byte[]?, byte[]?>
                {
                    Key = null, Value = null, Timestamp = new Timestamp(1_700_000_000_456, TimestampType.CreateTime),
                });
        }

        await using var reader = log.OpenReader(0, 0);
        var read = new List<(long, long, string, string)>();
        var ingestionTimes = new List<long?>();
        while (read.Count < 2)
        {
            using var batch = await reader.ReadAsync(LogContent.Long, CancellationToken.None);
            while (batch!.TryRead(out var r))
            {
                read.Add((r.Offset, r.TimeMs, Convert.ToHexString(r.Key), Convert.ToHexString(r.Value)));
                ingestionTimes.Add(r.IngestionTimeMs);
            }
        }

        Assert.Equal([(0, 1_700_000_000_123, "0102", "03"), (1, 1_700_000_000_456, string.Empty, string.Empty)], read);
        Assert.Equal([null, null], ingestionTimes); // CreateTime is the producer's clock
    }

    [Fact]
    public async Task Committed_offsets_follow_the_checkpoint()
    {
        var options = Options();
        await using (var log = await OpenAsync(_ => options))
        {
            await log.AppendAsync(LogContent.Numbered(Region, 0, 9), CancellationToken.None);
            log.Checkpointed(Partition, 4);
            log.Checkpointed(Partition, 7);
        }

        using var consumer = new ConsumerBuilder<Ignore, Ignore>(KafkaClientConfig.Consumer(options)).Build();
        var committed = consumer.Committed([new TopicPartition(options.Topic, Partition)], TimeSpan.FromSeconds(10));
        Assert.Equal(7, committed.Single().Offset.Value);
    }

    private static async Task<LogUnavailableException?> FailureAsync(ILogReader reader)
    {
        try
        {
            using var batch = await reader.ReadAsync(TimeSpan.FromMilliseconds(20), CancellationToken.None);
            return null;
        }
        catch (LogUnavailableException e)
        {
            return e;
        }
    }

    private static async Task<bool> AnswersAsync(KafkaEventLog log)
    {
        try
        {
            return (await log.GetPartitionsAsync(CancellationToken.None)).Count == 6;
        }
        catch (LogUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Keeps reading, however often the log is unavailable in between.</summary>
    private static async Task<List<string>> ReadThroughAsync(ILogReader reader, long fromOffset, int count)
    {
        var values = new List<string>();
        await Progress.UntilAsync($"{count} records from {fromOffset} on", count, async () =>
        {
            try
            {
                using var batch = await reader.ReadAsync(TimeSpan.FromMilliseconds(100), CancellationToken.None);
                if (batch is not null)
                    LogContent.Take(batch, fromOffset, values);
            }
            catch (LogUnavailableException)
            {
                // Not back yet.
            }

            return values.Count;
        });
        return values;
    }

    private KafkaOptions Options() => KafkaTestLog.Options(_kafka) with { ReadPath = path };

    private Task<KafkaEventLog> OpenAsync(Func<KafkaOptions, KafkaOptions>? change = null)
        => KafkaTestLog.OpenAsync(change is null ? Options() : change(Options()), _kafka);
}
