using System.Collections.Frozen;
using System.Globalization;
using StreamPulse.Core.Avro.Schemas;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Avro;

/// <summary>
/// The schemas that records are written with, each with the way to read it as ours. Immutable; shared by any number of decoders.
/// </summary>
public sealed class AvroSchemaSet
{
    private readonly FrozenDictionary<int, AvroWriterSchema> _byId;
    private readonly AvroWriterSchema? _unlisted;
    private readonly bool _acceptFraming;

    /// <exception cref="AvroSchemaException">A schema is not Avro, or cannot be read as ours; the message says which and why.</exception>
    public AvroSchemaSet(AvroSchemaSetOptions options)
    {
        var reader = ReaderOf(options.ReaderSchema);
        var ours = new AvroWriterSchema(ContentDownloadSchema.Schema, reader);
        _acceptFraming = options.AcceptFraming;
        _unlisted = options.RejectUnlistedSchemaIds ? null : ours;
        Bare = options.BareWriterSchema is null ? ours : Create("The schema of records without framing", options.BareWriterSchema, reader);
        _byId = options.WriterSchemas.ToFrozenDictionary(
            entry => entry.Key,
            entry => Create(string.Create(CultureInfo.InvariantCulture, $"The schema with id {entry.Key}"), entry.Value, reader));
        if (_acceptFraming && Bare.MayStartWithZero)
        {
            throw new AvroSchemaException(
                "The schema of records without framing does not start with a string, so that a record may start with the byte 0, which "
                + "means framing. "
                + "Set AcceptFraming to false where all records come without framing.");
        }
    }

    /// <summary>Our schema alone: bare, and framed under any id.</summary>
    public static AvroSchemaSet Default { get; } = new(new AvroSchemaSetOptions());

    /// <summary>The schema of records without framing.</summary>
    internal AvroWriterSchema Bare { get; }

    /// <summary>Determines a record's framing and schema.</summary>
    /// <param name="schema">Null where a reason is returned.</param>
    /// <param name="avro">The record without its framing.</param>
    internal RejectionReason Select(ReadOnlySpan<byte> value, out AvroWriterSchema? schema, out ReadOnlySpan<byte> avro)
    {
        schema = Bare;
        avro = value;
        if (!_acceptFraming || !ConfluentFraming.IsFramed(value))
            return RejectionReason.None;
        schema = null;
        if (!ConfluentFraming.TrySplit(value, out var id, out avro))
            return RejectionReason.UndecodableAvro;
        schema = _byId.TryGetValue(id, out var listed) ? listed : _unlisted;
        return schema is null ? RejectionReason.UnknownSchema : RejectionReason.None;
    }

    /// <summary>Our schema, or the one given in its place.</summary>
    /// <exception cref="AvroSchemaException">It differs from ours in more than aliases, defaults and documentation.</exception>
    internal static AvroSchema ReaderOf(string? json)
    {
        if (json is null)
            return ContentDownloadSchema.Schema;
        var reader = Parse("The reader's schema", json);
        var ours = ContentDownloadSchema.Schema;
        return AvroSchemaLayout.AreSame(reader, ours) && AvroSchemaLayout.AreSame(ours, reader)
            ? reader
            : throw new AvroSchemaException(
                "The reader's schema differs from ContentDownloadEvent in more than aliases, defaults and documentation.");
    }

    private static AvroWriterSchema Create(string which, string json, AvroSchema reader)
    {
        var writer = Parse(which, json);
        try
        {
            return new AvroWriterSchema(writer, reader);
        }
        catch (AvroSchemaException e)
        {
            throw new AvroSchemaException($"{which} cannot be read as ContentDownloadEvent. {e.Message}", e);
        }
    }

    private static AvroSchema Parse(string which, string json)
    {
        try
        {
            return AvroSchema.Parse(json);
        }
        catch (AvroSchemaException e)
        {
            throw new AvroSchemaException($"{which} is not an Avro schema. {e.Message}", e);
        }
    }
}
