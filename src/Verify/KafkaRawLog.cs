using System.Runtime.CompilerServices;
using Confluent.Kafka;
using StreamPulse.Log;
using StreamPulse.Log.Kafka;
using StreamPulse.Log.Kafka.Reading;
using StreamPulse.Storage.Recount;

namespace StreamPulse.Verify;

/// <summary>A topic by plain <c>Consume</c>, one record at a time: not the batch call that the pipeline reads by.</summary>
public sealed class KafkaRawLog(KafkaOptions options) : IRawLog
{
    /// <inheritdoc/>
    public async Task<IRawLogView> OpenAsync(CancellationToken cancellationToken)
    {
        await using var log = KafkaEventLog.Open(options with { ReadPath = KafkaReadPath.Managed });
        var identity = await log.GetIdentityAsync(cancellationToken);
        var partitions = await log.GetPartitionsAsync(cancellationToken);
        return new View(
            options, identity,
            [.. partitions.Select(static p => new LogBeginning(p.Partition, p.EarliestOffset, null) { EndOffset = p.EndOffset })]);
    }

    private sealed class View(KafkaOptions options, LogIdentity identity, IReadOnlyCollection<LogBeginning> beginnings) : IRawLogView
    {
        private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

        public LogIdentity Identity => identity;

        public IReadOnlyCollection<LogBeginning> Beginnings => beginnings;

        public async IAsyncEnumerable<RawRecord> ReadAsync(
            int partition, long fromOffset, long endOffset, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (fromOffset >= endOffset)
                yield break;
            var config = KafkaClientConfig.Consumer(options);
            config.EnablePartitionEof = true;
            using var consumer = new ConsumerBuilder<Ignore, byte[]>(config).SetErrorHandler(static (_, _) => { })
                .SetLogHandler(static (_, _) => { }).Build();
            var from = new TopicPartition(options.Topic, partition);
            consumer.Assign(new TopicPartitionOffset(from, fromOffset));
            var schema = new SchemaHeader();
            var silentFor = TimeSpan.Zero;
            while (true)
            {
                // The client blocks: on a thread of the pool, once for each stretch that has to be fetched.
                var result = Consume(consumer, from, fromOffset, TimeSpan.Zero)
                    ?? await Task.Run(() => Consume(consumer, from, fromOffset, Poll), cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                silentFor = result is null ? silentFor + Poll : TimeSpan.Zero;
                if (silentFor > options.RequestTimeout * 2)
                {
                    throw new LogUnavailableException($"Topic {options.Topic} [{partition}] at {options.BootstrapServers} has returned "
                        + $"nothing for {silentFor.TotalSeconds:F0} s although offset {fromOffset} is before its end.");
                }

                if (result is null)
                    continue;
                if (result.IsPartitionEOF || result.Offset.Value >= endOffset)
                    yield break;
                yield return new RawRecord(
                    result.Offset.Value, IngestionTimeMs(result.Message.Timestamp),
                    schema.Framed(result.Message.Headers, result.Message.Value));
                fromOffset = result.Offset.Value + 1;
                if (fromOffset >= endOffset)
                    yield break;
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static long? IngestionTimeMs(Timestamp time) => time.Type == TimestampType.LogAppendTime ? time.UnixTimestampMs : null;

        private ConsumeResult<Ignore, byte[]>? Consume(
            IConsumer<Ignore, byte[]> consumer, TopicPartition from, long wantedOffset, TimeSpan timeout)
        {
            try
            {
                return consumer.Consume(timeout);
            }
            catch (ConsumeException e) when (e.Error.Code is ErrorCode.OffsetOutOfRange or ErrorCode.Local_AutoOffsetReset)
            {
                var known = consumer.QueryWatermarkOffsets(from, options.RequestTimeout);
                throw new OffsetOutOfRangeException(from.Partition.Value, wantedOffset, known.Low.Value, known.High.Value);
            }
            catch (KafkaException e)
            {
                throw new LogUnavailableException(
                    $"Topic {options.Topic} at {options.BootstrapServers} cannot be read: {e.Error.Reason}", e);
            }
        }
    }
}
