using Microsoft.Extensions.Options;
using StreamPulse.Core.Events;
using StreamPulse.Log;

namespace StreamPulse.Api.Ingest;

/// <summary>Appends the good events of a body and tells of the bad ones.</summary>
internal sealed class EventIngest(IEventLogAppender log, EventLimits limits, TimeProvider time, IOptions<ApiOptions> options)
{
    /// <summary>Returns once the accepted events are durably in the log.</summary>
    public async Task<IngestResponse> IngestAsync(IngestFormat format, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var bounds = options.Value;
        var events = new IngestCollector(limits, time.GetUtcNow().ToUnixTimeMilliseconds(), bounds.MaxIngestEvents, bounds.MaxIngestBytes);
        IngestReader.Read(format, body, bounds.MaxIngestBytes, events);
        if (events.Batch.Count > 0)
            await log.AppendAsync(events.Batch, cancellationToken).ConfigureAwait(false);
        return new IngestResponse(events.Batch.Count, events.Errors.Count, events.Errors);
    }
}
