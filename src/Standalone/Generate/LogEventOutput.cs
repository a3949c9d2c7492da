using System.Buffers;
using System.Text;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Log;

namespace StreamPulse.Standalone.Generate;

/// <summary>Appends events to a log. While the log is away it waits and tries again; an event may then be appended twice, as by any producer that retries.</summary>
public sealed class LogEventOutput(IEventLogAppender log) : IEventOutput
{
    private readonly AppendBatch _batch = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly Dictionary<string, byte[]> _regions = [];

    /// <inheritdoc/>
    public async Task WriteAsync(IReadOnlyList<ContentDownloadEvent> events, CancellationToken cancellationToken)
    {
        _batch.Clear();
        foreach (var e in events)
        {
            _value.ResetWrittenCount();
            AvroEventWriter.Write(e, _value);
            _batch.Add(Region(e.UserContext.Region), _value.WrittenSpan);
        }

        while (true)
        {
            try
            {
                await log.AppendAsync(_batch, cancellationToken);
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

    private byte[] Region(string region)
        => _regions.TryGetValue(region, out var utf8) ? utf8 : _regions[region] = Encoding.UTF8.GetBytes(region);
}
