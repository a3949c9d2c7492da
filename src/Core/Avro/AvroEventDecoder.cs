using System.Buffers;
using StreamPulse.Core.Avro.Generic;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Avro;

/// <summary>
/// Reads a log record's value as an event, with either framing and written with any schema of the set. Our own
/// schema is read in place; others are resolved and rewritten into a buffer of this decoder. Not thread-safe.
/// </summary>
public sealed class AvroEventDecoder(AvroSchemaSet schemas)
{
    private readonly ArrayBufferWriter<byte> _scratch = new();

    /// <inheritdoc cref="AvroSchemaSet.Missing"/>
    public SchemaId? Missing(ReadOnlySpan<byte> value) => schemas.Missing(value);

    /// <summary>
    /// <see cref="RejectionReason.None"/> and the event; or why the value is not an event. Never throws, whatever the bytes are.
    /// The view is valid until the next call and as long as <paramref name="value"/> is.
    /// </summary>
    public RejectionReason TryDecode(ReadOnlySpan<byte> value, out EventView view)
    {
        var reason = schemas.Select(value, out var schema, out var avro);
        if (schema is null)
        {
            view = default;
            return reason;
        }

        var isEvent = schema.IsOurs ? AvroEventReader.TryRead(avro, out view) : TryResolve(schema.Resolver, avro, out view);
        return isEvent ? RejectionReason.None : RejectionReason.UndecodableAvro;
    }

    private bool TryResolve(AvroResolver resolver, ReadOnlySpan<byte> avro, out EventView view)
    {
        _scratch.ResetWrittenCount();
        try
        {
            AvroValueWriter.Write(ContentDownloadSchema.Schema, resolver.Read(avro), _scratch);
        }
        catch (AvroFormatException)
        {
            view = default;
            return false;
        }

        return AvroEventReader.TryRead(_scratch.WrittenSpan, out view);
    }
}
