using StreamPulse.Core.Events;

namespace StreamPulse.Core.Avro.Generic;

/// <summary>
/// Reads a log record's value as an event through generic values: slower than <see cref="AvroEventDecoder"/> and independent of the hot
/// path, so that each can be checked against the other. Thread-safe.
/// </summary>
public sealed class GenericEventDecoder(AvroSchemaSet schemas)
{
    /// <summary>
    /// <see cref="RejectionReason.None"/> and the event; or why the value is not an event: the same reasons as
    /// <see cref="AvroEventDecoder.TryDecode"/> gives, and besides <see cref="RejectionReason.InvalidText"/> where a string
    /// is not UTF-8, with the event still given, U+FFFD in place of what is wrong. Never throws, whatever the bytes are.
    /// </summary>
    public RejectionReason TryDecode(ReadOnlySpan<byte> value, out ContentDownloadEvent? e)
    {
        e = null;
        var reason = schemas.Select(value, out var schema, out var avro);
        if (schema is null)
            return reason;
        try
        {
            var record = (AvroRecord)schema.Resolver.Read(avro)!;
            e = GenericEvents.ToEvent(record, out var isText);
            return isText ? RejectionReason.None : RejectionReason.InvalidText;
        }
        catch (AvroFormatException)
        {
            return RejectionReason.UndecodableAvro;
        }
    }
}
