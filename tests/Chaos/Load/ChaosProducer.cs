using StreamPulse.Core.Events;
using StreamPulse.Generator;
using StreamPulse.Log;
using StreamPulse.Operations.Generate;

namespace StreamPulse.Chaos.Load;

/// <summary>
/// Appends events at a rate and tries again until it is told that they are in the log, as a producer does. An append of unknown outcome is
/// counted as in doubt: its events can be in the log twice.
/// </summary>
internal sealed class ChaosProducer(IEventLogAppender log)
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);

    private long _acknowledged;
    private long _inDoubt;

    /// <summary>Events that are in the log at least once.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Events of appends that were tried again without it being known that the try before had failed; each try counts.</summary>
    public long InDoubt => Interlocked.Read(ref _inDoubt);

    /// <summary>Events that somebody else has put into the log beside it.</summary>
    public void NoteAcknowledged(long events) => Interlocked.Add(ref _acknowledged, events);

    /// <summary>Runs until it is stopped; what is under way is brought to its end.</summary>
    public async Task RunAsync(GeneratorOptions traffic, CancellationToken stop)
    {
        await using var output = new RetryingOutput(this, log);
        try
        {
            await new PacedGenerator(new DownloadGenerator(traffic), output, TimeProvider.System)
                .RunAsync(events: null, isPaced: true, progress: null, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Enough.
        }
    }

    private sealed class RetryingOutput(ChaosProducer owner, IEventLogAppender log) : IEventOutput
    {
        private readonly EventBatchWriter _writer = new();

        public async Task WriteAsync(IReadOnlyList<ContentDownloadEvent> events, CancellationToken cancellationToken)
        {
            var batch = _writer.Write(events);
            while (true)
            {
                try
                {
                    await log.AppendAsync(batch, CancellationToken.None);
                    Interlocked.Add(ref owner._acknowledged, events.Count);
                    return;
                }
                catch (LogUnavailableException)
                {
                    Interlocked.Add(ref owner._inDoubt, events.Count);
                }
                catch (LogFullException)
                {
                    // Nothing of it is there.
                }

                await Task.Delay(Again, CancellationToken.None);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
