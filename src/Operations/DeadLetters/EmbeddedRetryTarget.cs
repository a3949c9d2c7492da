using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Log;
using StreamPulse.Log.Kafka.Delivery;
using StreamPulse.Storage.DeadLetters;

namespace StreamPulse.Operations.DeadLetters;

/// <summary>
/// Appends dead letters to the live partitions of the embedded log. That log stores no keys, so the key is the region of the
/// event; a record that cannot be decoded goes to the partition of the empty key.
/// </summary>
public sealed class EmbeddedRetryTarget(IEventLogAppender log, AvroSchemaSet schemas) : IRetryTarget
{
    private readonly AvroEventDecoder _decoder = new(schemas);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RecordDelivery>> AppendAsync(IReadOnlyList<StoredDeadLetter> letters)
    {
        var batch = new AppendBatch();
        foreach (var letter in letters)
            batch.Add(KeyOf(letter), letter.Value);
        try
        {
            await log.AppendAsync(batch, CancellationToken.None);
            return All(new RecordDelivery(DeliveryOutcome.Acknowledged, false, null));
        }
        catch (LogUnavailableException e)
        {
            return All(new RecordDelivery(DeliveryOutcome.Unknown, false, e.Message));
        }
        catch (Exception e) when (e is LogFullException or RecordTooLargeException)
        {
            return All(new RecordDelivery(DeliveryOutcome.Refused, e is RecordTooLargeException, e.Message));
        }

        RecordDelivery[] All(RecordDelivery delivery) => [.. Enumerable.Repeat(delivery, letters.Count)];
    }

    private ReadOnlySpan<byte> KeyOf(StoredDeadLetter letter)
        => letter.Key is { } key ? key
            : _decoder.TryDecode(letter.Value, out EventView e) == RejectionReason.None ? e.Region.ToArray()
            : [];
}
