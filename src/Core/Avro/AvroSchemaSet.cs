using System.Collections.Concurrent;
using StreamPulse.Core.Avro.Schemas;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Avro;

/// <summary>
/// The schemas that records are written with, each with the way to read it as ours. A record that names a schema is read by that one and
/// never by another. Thread-safe; shared by any number of decoders.
/// </summary>
public sealed class AvroSchemaSet
{
    private readonly ConcurrentDictionary<SchemaId, Entry> _byId = [];
    private readonly AvroSchema _reader;
    private readonly bool _acceptFraming;
    private readonly bool _learns;

    /// <exception cref="AvroSchemaException">A schema is not Avro, or cannot be read as ours; the message says which and why.</exception>
    public AvroSchemaSet(AvroSchemaSetOptions options)
    {
        _reader = ReaderOf(options.ReaderSchema);
        (_acceptFraming, _learns) = (options.AcceptFraming, options.Learns);
        Bare = options.BareWriterSchema is null
            ? new AvroWriterSchema(ContentDownloadSchema.Schema, _reader)
            : Create("The schema of records without framing", options.BareWriterSchema);
        BareSchemaJson = options.BareWriterSchema ?? ContentDownloadSchema.Json;
        foreach (var (id, json) in options.WriterSchemas)
            _byId[id] = new Entry(Create(Name(id), json), RejectionReason.None);
        if (_acceptFraming && Bare.MayLookFramed)
        {
            throw new AvroSchemaException(
                "The schema of records without framing does not start with a string, so that a record may start with the byte 0 or 1, "
                + "which means framing. Set AcceptFraming to false where all records come without framing.");
        }
    }

    private AvroSchemaSet(AvroSchemaSet other)
    {
        (_reader, _acceptFraming, Bare, BareSchemaJson) = (other._reader, other._acceptFraming, other.Bare, other.BareSchemaJson);
        _byId = new ConcurrentDictionary<SchemaId, Entry>(other._byId);
    }

    /// <summary>Our schema for bare records, and no other.</summary>
    public static AvroSchemaSet Default { get; } = new(new AvroSchemaSetOptions());

    /// <summary>The schema of records without framing, as JSON.</summary>
    public string BareSchemaJson { get; }

    /// <summary>The schema of records without framing.</summary>
    internal AvroWriterSchema Bare { get; }

    /// <summary>
    /// Whether two schemas mean the same by every byte: types, field names, their order and what numbers stand for are equal. False where
    /// one is not Avro; a schema in which a record contains itself is only the same as an equal text.
    /// </summary>
    public static bool AreSame(string json, string other)
    {
        try
        {
            var (one, two) = (AvroSchema.Parse(json), AvroSchema.Parse(other));
            return AvroSchemaLayout.AreSame(one, two) && AvroSchemaLayout.AreSame(two, one);
        }
        catch (AvroSchemaException)
        {
            return false;
        }
    }

    /// <summary>A set of its own with the same schemas, for which every other id is unknown.</summary>
    public AvroSchemaSet Copy() => new(this);

    /// <summary>
    /// The id that the record names, where it has to be looked for before the record can be read: the set learns, and has no answer for the
    /// id yet. Null for every other record.
    /// </summary>
    public SchemaId? Missing(ReadOnlySpan<byte> value)
        => _learns && _acceptFraming && ConfluentFraming.TrySplit(value, out var id, out _) && !_byId.ContainsKey(id) ? id : null;

    /// <summary>
    /// Takes a schema. Where it is not Avro or cannot be read as ours, records of the id are undecodable.
    /// </summary>
    /// <param name="json">The schema as JSON; null where nobody knows the id, so that records of it are dead letters.</param>
    /// <returns>Why the schema cannot be used; null where it can, or there is none.</returns>
    public string? Learn(SchemaId id, string? json)
    {
        if (json is null)
        {
            _byId.TryAdd(id, new Entry(null, RejectionReason.UnknownSchema));
            return null;
        }

        try
        {
            _byId[id] = new Entry(Create(Name(id), json), RejectionReason.None);
            return null;
        }
        catch (AvroSchemaException e)
        {
            _byId[id] = new Entry(null, RejectionReason.UndecodableAvro);
            return e.Message;
        }
    }

    /// <summary>Forgets that nobody knows the id, so that it is looked for again.</summary>
    public void ForgetUnknown(SchemaId id)
        => ((ICollection<KeyValuePair<SchemaId, Entry>>)_byId).Remove(
            KeyValuePair.Create(id, new Entry(null, RejectionReason.UnknownSchema)));

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
        if (!_byId.TryGetValue(id, out var entry))
            return RejectionReason.UnknownSchema;
        schema = entry.Schema;
        return entry.Reason;
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

    private static string Name(SchemaId id) => $"The schema with id {id}";

    private AvroWriterSchema Create(string which, string json)
    {
        var writer = Parse(which, json);
        try
        {
            return new AvroWriterSchema(writer, _reader);
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

    /// <summary>What is known of an id.</summary>
    /// <param name="Schema">Null where a reason is given.</param>
    private sealed record Entry(AvroWriterSchema? Schema, RejectionReason Reason);
}
