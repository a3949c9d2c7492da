using Confluent.Kafka;

namespace StreamPulse.Log.Kafka.Reading;

/// <summary>Records as Confluent.Kafka's <c>Consume</c> gives them, each with copies of its key and value.</summary>
internal sealed class ManagedRecordBatch(IReadOnlyList<ConsumeResult<byte[], byte[]>> records, long endOffset) : RecordBatch
{
    private readonly SchemaHeader _schema = new();
    private int _next;

    /// <inheritdoc/>
    public override long NextOffset => records[^1].Offset.Value + 1;

    /// <inheritdoc/>
    public override long EndOffset => Math.Max(endOffset, NextOffset);

    /// <inheritdoc/>
    public override bool TryRead(out LogRecord record)
    {
        if (_next == records.Count)
        {
            record = default;
            return false;
        }

        var result = records[_next++];
        var time = result.Message.Timestamp;
        record = new LogRecord(
            result.Offset.Value,
            time.Type == TimestampType.NotAvailable ? LogRecord.UnknownTimeMs : time.UnixTimestampMs,
            result.Message.Key,
            _schema.Framed(result.Message.Headers, result.Message.Value).Span,
            time.Type == TimestampType.CreateTime);
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Nothing to free: the records are managed objects.
    }
}
