using Microsoft.Extensions.Logging.Abstractions;
using StreamPulse.Log;
using StreamPulse.Streaming;

namespace StreamPulse.Grains.Tests;

/// <summary>How a pulling agent's receiver ends.</summary>
public sealed class ReceiverTests
{
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

        public ILogReader OpenReader(int partition, long fromOffset) => reader;

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
