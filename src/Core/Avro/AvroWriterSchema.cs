using StreamPulse.Core.Avro.Generic;
using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Core.Avro;

/// <summary>A schema that records are written with, and the way to read it as ours.</summary>
internal sealed class AvroWriterSchema
{
    /// <param name="reader">Our schema, perhaps with aliases and defaults added.</param>
    /// <exception cref="AvroSchemaException"><paramref name="writer"/> cannot be read as it.</exception>
    public AvroWriterSchema(AvroSchema writer, AvroSchema reader)
    {
        Resolver = AvroResolver.Create(writer, reader);
        Schema = writer;
        IsOurs = AvroSchemaLayout.AreSame(writer, ContentDownloadSchema.Schema);
        MayLookFramed = writer is not AvroRecordSchema { Fields: [{ Schema.Kind: AvroKind.String }, ..] };
    }

    public AvroSchema Schema { get; }

    /// <summary>Whether the records' bytes are those of our own schema and need no resolution.</summary>
    public bool IsOurs { get; }

    /// <summary>
    /// Whether good records may start with the byte 0 or 1, as framed ones do. A first field of type string is assumed never to be empty.
    /// </summary>
    public bool MayLookFramed { get; }

    /// <summary>Reads records as values of our schema.</summary>
    public AvroResolver Resolver { get; }
}
