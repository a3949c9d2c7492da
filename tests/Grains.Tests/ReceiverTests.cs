using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using StreamPulse.Log;
using StreamPulse.Streaming;

namespace StreamPulse.Grains.Tests;

/// <summary>How a pulling agent's receiver hands batches on, gets them back, and ends.</summary>
public sealed class ReceiverTests
{
    /// <param name="givesBuffers">Whether the log gives away the buffers of some of its records, so that they are not copied.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TheRecordsOfABatch_AreKept_UntilTheCacheHasRemovedIt_AndNobodyReadsItAnyMore(bool givesBuffers)
    {
        var reader = new ManyRecords(count: 3_000, bytes: 200, givesBuffers);
        var receiver = new LogQueueReceiver(
            0, new LogOf(reader), new FromTheBeginning(), new LogStreamOptions(), NullLogger<LogQueueReceiver>.Instance);
        var messages = await receiver.GetQueueMessagesAsync(-1);
        var batches = messages.Select(static m => ((LogBatchContainer)m).Batch).ToList();
        Assert.True(batches.Count > 3);
        Assert.Equal(batches[..^1].Select(static b => b.NextOffset), batches[1..].Select(static b => b.FromOffset));
        Assert.Equal(3_000, batches[^1].NextOffset);
        Assert.Equal(reader.Given, batches.Count(static b => b.Bytes.Length is > 85_000 and < ManyRecords.GivenBytes));
        Assert.Equal(ManyRecords.All(3_000, 200), batches.SelectMany(Read));

        var held = batches[0];
        var its = Read(held);
        Assert.True(held.TryHold());
        await receiver.MessagesDeliveredAsync(messages);
        Assert.All(batches.Skip(1), static b => Assert.False(b.TryHold()));
        await receiver.GetQueueMessagesAsync(-1); // takes arrays that were returned to the pool
        Assert.Equal(its, Read(held));

        held.Release();
        Assert.False(held.TryHold());
        await receiver.Shutdown(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task AShutdownLeavesBatchesReadable()
    {
        var receiver = new LogQueueReceiver(
            0, new LogOf(new ManyRecords(10, 10)), new FromTheBeginning(), new LogStreamOptions(), NullLogger<LogQueueReceiver>.Instance);
        var message = Assert.Single(await receiver.GetQueueMessagesAsync(-1));
        await receiver.Shutdown(TimeSpan.FromMinutes(1));
        Assert.Equal(ManyRecords.All(10, 10), Read(((LogBatchContainer)message).Batch));
    }

    [Fact]
    public async Task AShutdown_EndsAReadThatWaits_BeforeItClosesTheReader()
    {
        var reader = new WaitingReader();
        var receiver = new LogQueueReceiver(
            0, new LogOf(reader), new FromTheBeginning(), new LogStreamOptions(), NullLogger<LogQueueReceiver>.Instance);
        var reading = receiver.GetQueueMessagesAsync(10);
        await reader.Waiting;

        await receiver.Shutdown(TimeSpan.FromMinutes(1));

        Assert.Empty(await reading);
        Assert.Equal(["read ended", "closed"], reader.Ends);
    }

    /// <summary>Otherwise the records after the damaged one would be taken for absent.</summary>
    [Fact]
    public async Task AReaderWhoseBatchCannotBeRead_IsOpenedAgain_AtTheConsumersCheckpoint()
    {
        var log = new LogOf(new ManyRecords(3_000, 200, damagedAt: 2_000));
        var receiver = new LogQueueReceiver(
            0, log, new FromTheBeginning(), new LogStreamOptions(), NullLogger<LogQueueReceiver>.Instance);

        await Assert.ThrowsAsync<InvalidDataException>(() => receiver.GetQueueMessagesAsync(-1));
        var first = await receiver.GetQueueMessagesAsync(-1);
        await Assert.ThrowsAsync<InvalidDataException>(() => receiver.GetQueueMessagesAsync(-1));

        Assert.Equal(2, log.Opened);
        Assert.Equal(0, ((LogBatchContainer)first[0]).Batch.FromOffset);
        Assert.True(((LogBatchContainer)first[^1]).Batch.NextOffset <= 2_000);
        await receiver.Shutdown(TimeSpan.FromMinutes(1));
    }

    private static List<string> Read(LogBatch batch)
    {
        var records = new List<string>();
        for (var reader = batch.Read(); reader.TryRead(out var record);)
            records.Add($"{record.Offset} {Convert.ToHexString(record.Value)}");
        return records;
    }

    /// <summary>Returns the same number of records at each read, each different.</summary>
    private sealed class ManyRecords(int count, int bytes, bool givesBuffers = false, int damagedAt = -1) : ILogReader
    {
        /// <summary>Size of the buffers that are given away.</summary>
        public const int GivenBytes = 90_000;

        private long _next;

        public bool GivesBuffers => givesBuffers;

        public int DamagedAt => damagedAt;

        /// <summary>How many buffers were given away.</summary>
        public int Given { get; private set; }

        public static IEnumerable<string> All(int count, int bytes)
            => Enumerable.Range(0, count).Select(offset => $"{offset} {Convert.ToHexString(Value(offset, bytes))}");

        public ValueTask<RecordBatch?> ReadAsync(TimeSpan maxWait, CancellationToken cancellationToken)
        {
            var from = _next;
            _next += count;
            return ValueTask.FromResult<RecordBatch?>(new Batch(this, from, count, bytes));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static byte[] Value(long offset, int bytes)
        {
            var value = new byte[bytes];
            new Random((int)offset).NextBytes(value);
            return value;
        }

        private sealed class Batch(ManyRecords reader, long from, int count, int bytes) : RecordBatch
        {
            private int _read;

            public override long NextOffset => from + count;

            public override long EndOffset => from + count;

            public override bool TryRead(out LogRecord record)
            {
                if (_read == reader.DamagedAt)
                    throw new InvalidDataException("The record is damaged.");
                record = _read < count ? new LogRecord(from + _read, 0, default, Value(from + _read, bytes)) : default;
                return _read++ < count;
            }

            /// <summary>Gives a buffer away at every other hundred records, of as many as fit into it.</summary>
            public override bool TryTakeRun(int leastBytes, out RentedRun run)
            {
                var fitting = (GivenBytes - RentedRun.FreeBytes) / (bytes + RecordFormat.MaximumLengthBytes);
                if (!reader.GivesBuffers || _read % 200 != 100 || count - _read < fitting || leastBytes > fitting * bytes)
                    return base.TryTakeRun(leastBytes, out run);
                var buffer = ArrayPool<byte>.Shared.Rent(GivenBytes);
                var at = RentedRun.FreeBytes;
                var first = from + _read;
                for (var i = 0; i < fitting; i++, _read++)
                {
                    at += RecordFormat.WriteLength(buffer.AsSpan(at), bytes);
                    Value(from + _read, bytes).CopyTo(buffer, at);
                    at += bytes;
                }

                reader.Given++;
                run = new RentedRun(first, fitting, 0, buffer, RentedRun.FreeBytes, at - RentedRun.FreeBytes);
                return true;
            }

            protected override void Dispose(bool disposing)
            {
                // Nothing is held.
            }
        }
    }

    /// <summary>Has no records; a read waits until it is cancelled.</summary>
    private sealed class WaitingReader : ILogReader
    {
        private readonly TaskCompletionSource _waiting = new();

        public Task Waiting => _waiting.Task;

        public List<string> Ends { get; } = [];

        public async ValueTask<RecordBatch?> ReadAsync(TimeSpan maxWait, CancellationToken cancellationToken)
        {
            _waiting.SetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            finally
            {
                Ends.Add("read ended");
            }

            return null;
        }

        public ValueTask DisposeAsync()
        {
            Ends.Add("closed");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class LogOf(ILogReader reader) : IEventLog
    {
        public Task<IReadOnlyList<LogPartition>> GetPartitionsAsync(CancellationToken cancellationToken)
            => Task.FromResult<IReadOnlyList<LogPartition>>([new LogPartition(0, 0, 0, false)]);

        public Task<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken)
            => Task.FromResult(new LogIdentity("embedded", string.Empty, null));

        /// <summary>How often a reader was opened.</summary>
        public int Opened { get; private set; }

        public ILogReader OpenReader(int partition, long fromOffset)
        {
            Opened++;
            return reader;
        }

        public void Checkpointed(int partition, long nextOffset)
        {
            // Only for the log's own tools.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class FromTheBeginning : ILogPositions
    {
        public Task<long> GetStartAsync(int partition, CancellationToken cancellationToken) => Task.FromResult(0L);
    }
}
