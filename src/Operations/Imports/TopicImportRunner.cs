using System.Buffers;
using System.Text;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Import;
using StreamPulse.Log.Kafka.Delivery;

namespace StreamPulse.Operations.Imports;

/// <summary>
/// Sends a file's events to a topic, key = region. A topic cannot store the import's position, so this cannot resume by itself or recognise
/// a file, as the embedded log's import does; it reports up to which line everything is acknowledged. Ends at the first event that is not.
/// </summary>
public sealed class TopicImportRunner(TopicProducer producer, RejectSink rejects)
{
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly Dictionary<string, byte[]> _regions = [];
    private readonly AcknowledgedPrefix _prefix = new();
    private long _events;
    private long _successful;

    /// <summary>
    /// Reads to the end, or until an event is not acknowledged or the caller cancels, and then waits for what is in flight.
    /// </summary>
    /// <param name="fromLine">First line or record that counts, from 1.</param>
    /// <param name="progress">Receives the position in bytes of the file.</param>
    /// <param name="boundOnceCancelled">
    /// Longest wait for what is in flight after a cancellation; otherwise the delivery timeout bounds it.
    /// </param>
    public async Task<TopicImportResult> RunAsync(
        ImportReader reader, long fromLine, IProgress<long>? progress, TimeSpan boundOnceCancelled, CancellationToken cancellationToken)
    {
        var isAtEnd = false;
        _prefix.Pass(fromLine - 1);
        try
        {
            isAtEnd = await SendAllAsync(reader, fromLine, progress, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was sent is waited for below, and reported.
        }

        var report = await producer.FinishAsync(boundOnceCancelled, cancellationToken);
        var isInterrupted = cancellationToken.IsCancellationRequested && (!isAtEnd || report.InFlight > 0);
        progress?.Report(reader.BytesTaken);
        return new TopicImportResult(
            reader.Format, fromLine, _events, _successful, rejects.Count, rejects.ByReason, rejects.First, _prefix.LastLine,
            _prefix.AcknowledgedBehind, isAtEnd && report.NotAcknowledged == 0, isInterrupted, report, reader.Summary);
    }

    private async Task<bool> SendAllAsync(
        ImportReader reader, long fromLine, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var read = 0;
        while (reader.TryRead(out var item))
        {
            if (++read % 1000 == 0)
            {
                progress?.Report(reader.BytesTaken);
                cancellationToken.ThrowIfCancellationRequested();
                if (producer.Report.FirstProblem is not null)
                    return false;
            }

            if (item.Number < fromLine)
                continue;
            if (item.Event is { } e)
            {
                await SendAsync(e, item.Number, cancellationToken);
            }
            else if (item.Reject is { } reject)
            {
                rejects.Add(item.Number, reject);
                _prefix.Pass(item.Number);
            }
        }

        return true;
    }

    private async ValueTask SendAsync(ContentDownloadEvent e, long line, CancellationToken cancellationToken)
    {
        _value.ResetWrittenCount();
        AvroEventWriter.Write(e, _value);
        var value = _value.WrittenSpan.ToArray();
        var acknowledge = _prefix.Send(line);
        await producer.SendAsync(
            Region(e.UserContext.Region),
            value,
            delivery =>
            {
                if (delivery.Outcome == DeliveryOutcome.Acknowledged)
                    acknowledge();
            },
            cancellationToken);
        _events++;
        _successful += e.Download.Status == "success" ? 1 : 0;
    }

    private byte[] Region(string region)
        => _regions.TryGetValue(region, out var utf8) ? utf8 : _regions[region] = Encoding.UTF8.GetBytes(region);
}
