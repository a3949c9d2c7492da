using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StreamPulse.Api.Problems;
using StreamPulse.Core.Events;
using StreamPulse.Core.Results;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Ingest;

namespace StreamPulse.Api.Ingest;

/// <summary>Appends the valid events of a body that were not accepted before, and reports the others. Guarantees: docs/adr/0016.</summary>
internal sealed class EventIngest(
    IEventLogAppender log, IngestIds ids, EventLimits limits, TimeProvider time, IOptions<ApiOptions> options, ILogger<EventIngest> logger,
    IPipelineProgress? progress = null)
{
    /// <summary>Refuses events while processing is too far behind the log.</summary>
    /// <exception cref="ProblemException">It is.</exception>
    public void RefuseWhenBehind()
    {
        var most = options.Value.MaxIngestLagRecords;
        var lag = progress?.GetProgress().Partitions.Sum(static p => Math.Max(0, p.EndOffset - p.NextOffset)) ?? 0;
        if (lag > most)
        {
            throw new ProblemException(
                ProblemKind.LogBehind,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{lag} records of the log are not processed yet; the limit is {most}. Nothing was appended; retry later."));
        }
    }

    /// <summary>Reads and validates the events of a body, which is not needed afterwards.</summary>
    /// <exception cref="ProblemException">The body cannot be read, or there is no memory for its events now.</exception>
    public IngestCollector Read(IngestFormat format, ReadOnlyMemory<byte> body, IngestReservation memory)
    {
        var bounds = options.Value;
        var events = new IngestCollector(
            limits, time.GetUtcNow().ToUnixTimeMilliseconds(), bounds.MaxIngestEvents, bounds.MaxIngestBytes,
            knowsIds: bounds.IngestIdWindow > TimeSpan.Zero, memory);
        IngestReader.Read(format, body, bounds.MaxIngestBytes, events);
        return events;
    }

    /// <summary>Returns once the accepted events are durably in the log.</summary>
    public async Task<IngestResponse> AppendAsync(IngestCollector events, CancellationToken cancellationToken)
    {
        var appended = events.Ids.Count > 0
            ? await AppendNewAsync(events, cancellationToken).ConfigureAwait(false)
            : await AppendAsync(events.Batch).ConfigureAwait(false);
        return new IngestResponse(appended, events.Errors.Count, events.Duplicates + events.Batch.Count - appended, events.Errors);
    }

    private async Task<int> AppendNewAsync(IngestCollector events, CancellationToken cancellationToken)
    {
        var claim = await ids.ClaimAsync(events.Ids, cancellationToken).ConfigureAwait(false);
        await using (claim.ConfigureAwait(false))
        {
            var appended = await AppendAsync(claim.IsAll ? events.Batch : events.Only(claim)).ConfigureAwait(false);
            try
            {
                await claim.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (StoreUnavailableException e)
            {
                ApiLog.IdsNotStored(logger, appended, e.Message); // the events are in the log anyway
            }

            return appended;
        }
    }

    /// <summary>Not cancelled with the request: a caller that disconnects would leave an append of unknown outcome.</summary>
    private async Task<int> AppendAsync(AppendBatch batch)
    {
        if (batch.Count > 0)
            await log.AppendAsync(batch, CancellationToken.None).ConfigureAwait(false);
        return batch.Count;
    }
}
