using System.Text;
using Confluent.Kafka;
using StreamPulse.Core.Avro;
using StreamPulse.Log.Kafka.Native;

namespace StreamPulse.Log.Kafka.Reading;

/// <summary>
/// Records in librdkafka's memory, returned to it when the batch is disposed. One object for each reader, filled again for each batch.
/// </summary>
internal sealed unsafe class NativeRecordBatch(int capacity) : RecordBatch
{
    private static readonly byte[] SchemaHeaderName = [.. Encoding.UTF8.GetBytes(ConfluentFraming.HeaderName), 0];

    private readonly LibrdkafkaApi _api = LibrdkafkaApi.Instance;
    private readonly SchemaHeader _schema = new();
    private readonly nint[] _messages = new nint[capacity];
    private int _count;
    private int _next;
    private long _nextOffset;
    private long _endOffset;

    /// <inheritdoc/>
    public override long NextOffset => _nextOffset;

    /// <inheritdoc/>
    public override long EndOffset => Math.Max(_endOffset, _nextOffset);

    /// <summary>Room for messages.</summary>
    public Span<nint> Room => _messages;

    /// <summary>
    /// Takes over the first <paramref name="count"/> messages of <see cref="Room"/> up to the first error, which is given back with its
    /// text; what follows an error is given back to librdkafka. Messages below <paramref name="fromOffset"/>, from before the reader's
    /// offset, are too.
    /// </summary>
    /// <returns>Whether there are records.</returns>
    public bool Fill(int count, long fromOffset, long? endOffset, out MessageError? error)
    {
        error = null;
        _next = 0;
        _count = 0;
        for (var i = 0; i < count; i++)
        {
            var message = (NativeMessage*)_messages[i];
            if (error is null && message->Error != 0)
                error = new MessageError(message->Error, TextOf(message));
            if (error is not null || message->Offset < fromOffset)
                _api.DestroyMessage(message);
            else
                _messages[_count++] = _messages[i];
        }

        if (_count == 0)
            return false;
        _nextOffset = ((NativeMessage*)_messages[_count - 1])->Offset + 1;
        _endOffset = endOffset ?? _nextOffset;
        return true;
    }

    /// <inheritdoc/>
    public override bool TryRead(out LogRecord record)
    {
        if (_next == _count)
        {
            record = default;
            return false;
        }

        var message = (NativeMessage*)_messages[_next++];
        int type;
        var time = _api.Timestamp(message, &type);
        record = new LogRecord(
            message->Offset,
            time >= 0 ? time : LogRecord.UnknownTimeMs,
            new ReadOnlySpan<byte>(message->Key, (int)message->KeyLength),
            ValueOf(message),
            type == (int)TimestampType.CreateTime);
        return true;
    }

    private ReadOnlySpan<byte> ValueOf(NativeMessage* message)
    {
        var value = new ReadOnlySpan<byte>(message->Payload, (int)message->PayloadLength);
        nint headers;
        if (_api.Headers(message, &headers) != 0)
            return value;
        byte* id;
        nuint length;
        fixed (byte* name = SchemaHeaderName)
        {
            return _api.LastHeader(headers, name, &id, &length) == 0
                ? _schema.Framed(new ReadOnlySpan<byte>(id, (int)length), value).Span
                : value;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        for (var i = 0; i < _count; i++)
            _api.DestroyMessage((NativeMessage*)_messages[i]);
        _count = 0;
        _next = 0;
    }

    private static string TextOf(NativeMessage* message)
        => Encoding.UTF8.GetString(new ReadOnlySpan<byte>(message->Payload, (int)message->PayloadLength));
}
