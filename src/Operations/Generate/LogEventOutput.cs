using StreamPulse.Core.Events;
using StreamPulse.Log;

namespace StreamPulse.Operations.Generate;

/// <summary>
/// Appends events to a log. While the log is unreachable it retries; an event may then be appended twice, as by any producer that
/// retries.
/// </summary>
public sealed class LogEventOutput(IEventLogAppender log) : IEventOutput
{
    private readonly EventBatchWriter _writer = new();

    /// <inheritdoc/>
    public async Task WriteAsync(IReadOnlyList<ContentDownloadEvent> events, CancellationToken cancellationToken)
    {
        var batch = _writer.Write(events);
        while (true)
        {
            try
            {
                await log.AppendAsync(batch, cancellationToken);
                return;
            }
            catch (LogUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
