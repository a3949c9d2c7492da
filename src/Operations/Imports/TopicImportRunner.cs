using StreamPulse.Core.Events;
using StreamPulse.Import;
using StreamPulse.Log.Kafka.Delivery;

namespace StreamPulse.Operations.Imports;

/// <summary>
/// Sends a file's events to a topic in order of time, key = region. A topic cannot store the import's position, so this cannot resume by
/// itself or recognise a file, as the embedded log's import does; it reports up to which event everything is acknowledged. Ends at the
/// first event that is not.
/// </summary>
/// <param name="producer">Sends the events.</param>
/// <param name="rejects">Receives the lines that are no events.</param>
/// <param name="limits">The bounds that the pipeline will hold the events to, for the counts.</param>
/// <param name="fromEvent">Number, in order of time, of the first event to send, from 1.</param>
public sealed class TopicImportRunner(TopicProducer producer, RejectSink rejects, EventLimits limits, long fromEvent)
{
    private readonly AcknowledgedPrefix _prefix = new(fromEvent - 1);

    /// <summary>
    /// Reads to the end, or until an event is not acknowledged or the caller cancels, and then waits for what is in flight.
    /// </summary>
    /// <param name="isFollowed">Whether the input may not end: events are sent as they are read.</param>
    /// <param name="progress">Receives the position in bytes of the file.</param>
    /// <param name="boundOnceCancelled">
    /// Longest wait for what is in flight after a cancellation; otherwise the delivery timeout bounds it.
    /// </param>
    /// <exception cref="ImportException">There is no room to sort the events.</exception>
    public async Task<TopicImportResult> RunAsync(
        ImportReader reader, bool isFollowed, IProgress<long>? progress, TimeSpan boundOnceCancelled, CancellationToken cancellationToken)
    {
        using var sequence = new ImportSequence(reader, limits, isFollowed, progress);
        var isAtEnd = false;
        try
        {
            isAtEnd = await SendAllAsync(sequence, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was sent is waited for below, and reported.
        }

        var report = await producer.FinishAsync(boundOnceCancelled, cancellationToken);
        var isInterrupted = cancellationToken.IsCancellationRequested && (!isAtEnd || report.InFlight > 0);
        return new TopicImportResult(
            reader.Format, fromEvent, sequence.Tally.Events, sequence.Tally.Successful, rejects.Count, rejects.ByReason, rejects.First,
            _prefix.LastEvent, _prefix.AcknowledgedBehind, isAtEnd && report.NotAcknowledged == 0, isInterrupted, report, reader.Summary)
        {
            Invalid = sequence.Tally.Invalid,
            FirstProblem = sequence.Tally.FirstProblem,
            LooksLike = rejects.Report.LooksLike,
            RejectsNotKept = rejects.NotKept,
        };
    }

    private async Task<bool> SendAllAsync(ImportSequence sequence, CancellationToken cancellationToken)
    {
        var number = 0L;
        while (sequence.TryRead(out var item, cancellationToken))
        {
            if (item.Reject is { } reject)
                rejects.Add(item.Line, reject);
            else if (++number >= fromEvent)
                await SendAsync(item, cancellationToken);
            if (number % 1000 == 0 && producer.Report.FirstProblem is not null)
                return false;
        }

        return true;
    }

    private ValueTask SendAsync(in SequenceItem item, CancellationToken cancellationToken)
    {
        var acknowledge = _prefix.Send();
        return producer.SendAsync(
            item.Key.ToArray(),
            item.Value.ToArray(),
            delivery =>
            {
                if (delivery.Outcome == DeliveryOutcome.Acknowledged)
                    acknowledge();
            },
            cancellationToken);
    }
}
