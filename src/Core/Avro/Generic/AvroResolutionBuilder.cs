using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Core.Avro.Generic;

/// <summary>Works out a tree of resolutions for a pair of schemas (Avro specification 1.12, "Schema Resolution").</summary>
internal sealed class AvroResolutionBuilder
{
    private readonly Dictionary<(AvroRecordSchema Writer, AvroRecordSchema Reader), RecordResolution> _records = [];

    /// <param name="path">Dotted field names from the top, for messages; empty at the top.</param>
    /// <exception cref="AvroSchemaException">No value of the writer's schema can be read.</exception>
    public AvroResolution Build(AvroSchema writer, AvroSchema reader, string path)
    {
        if (writer is AvroUnionSchema writerUnion)
            return BuildWriterUnion(writerUnion, reader, path);
        if (reader is AvroUnionSchema readerUnion)
            return BuildReaderUnion(writer, readerUnion, path);
        return (writer, reader) switch
        {
            (AvroPrimitiveSchema w, AvroPrimitiveSchema r) when PrimitiveResolution.CanRead(w.Kind, r.Kind) => BuildPrimitive(w, r, path),
            (AvroFixedSchema w, AvroFixedSchema r) when Matches(w, r) => new FixedResolution(r.SizeBytes),
            (AvroEnumSchema w, AvroEnumSchema r) when Matches(w, r) => BuildEnum(w, r),
            (AvroArraySchema w, AvroArraySchema r) => new ArrayResolution(Build(w.Items, r.Items, path)),
            (AvroMapSchema w, AvroMapSchema r) => new MapResolution(Build(w.Values, r.Values, path)),
            (AvroRecordSchema w, AvroRecordSchema r) when Matches(w, r) => BuildRecord(w, r, path),
            _ => throw Mismatch(writer, reader, path),
        };
    }

    /// <summary>A number that stands for something else than the reader's is converted, where both are instants, or refused.</summary>
    private static AvroResolution BuildPrimitive(AvroPrimitiveSchema writer, AvroPrimitiveSchema reader, string path)
    {
        if (writer.StandsForTheSameAs(reader))
            return new PrimitiveResolution(writer.Kind, reader.Kind);
        return AvroTime.UnitsPerSecond(writer.LogicalType) is { } writerUnits
            && AvroTime.UnitsPerSecond(reader.LogicalType) is { } readerUnits
            ? new TimestampResolution(writerUnits, readerUnits)
            : throw Mismatch(writer, reader, path);
    }

    /// <summary>Whether the two match at the top, without regard to what they contain: how a union's type is chosen.</summary>
    private static bool Matches(AvroSchema writer, AvroSchema reader) => (writer, reader) switch
    {
        (AvroPrimitiveSchema, AvroPrimitiveSchema) => PrimitiveResolution.CanRead(writer.Kind, reader.Kind),
        (AvroFixedSchema w, AvroFixedSchema r) => r.Answers(w) && w.SizeBytes == r.SizeBytes,
        (AvroNamedSchema w, AvroNamedSchema r) => w.Kind == r.Kind && r.Answers(w),
        _ => writer.Kind == reader.Kind,
    };

    private WriterUnionResolution BuildWriterUnion(AvroUnionSchema writer, AvroSchema reader, string path)
    {
        var branches = new AvroResolution[writer.Branches.Count];
        AvroSchemaException? problem = null;
        var possible = 0;
        for (var i = 0; i < branches.Length; i++)
        {
            try
            {
                branches[i] = Build(writer.Branches[i], reader, path);
                possible++;
            }
            catch (AvroSchemaException e)
            {
                problem = e;
                branches[i] = new ImpossibleResolution(e.Message.TrimEnd('.'));
            }
        }

        return possible > 0 ? new WriterUnionResolution(branches) : throw problem!;
    }

    private ReaderUnionResolution BuildReaderUnion(AvroSchema writer, AvroUnionSchema reader, string path)
    {
        for (var i = 0; i < reader.Branches.Count; i++)
        {
            if (Matches(writer, reader.Branches[i]))
                return new ReaderUnionResolution(i, Build(writer, reader.Branches[i], path));
        }

        throw new AvroSchemaException($"{Place(path)}: the writer has {writer}, which is none of the {reader}.");
    }

    private static EnumResolution BuildEnum(AvroEnumSchema writer, AvroEnumSchema reader)
    {
        var readerSymbols = reader.Symbols.ToList();
        var values = writer.Symbols
            .Select(symbol => readerSymbols.Contains(symbol, StringComparer.Ordinal) ? symbol : reader.DefaultSymbol)
            .Select(symbol => symbol is null ? null : new AvroEnumValue(readerSymbols.IndexOf(symbol), symbol))
            .ToArray();
        return new EnumResolution(writer.Symbols, values);
    }

    private RecordResolution BuildRecord(AvroRecordSchema writer, AvroRecordSchema reader, string path)
    {
        if (_records.TryGetValue((writer, reader), out var known))
            return known.Problem is null ? known : throw new AvroSchemaException(known.Problem);
        var record = new RecordResolution(reader);
        _records.Add((writer, reader), record);
        try
        {
            var sources = reader.Fields.Select(field => FindSource(writer, field)).ToList();
            var steps = writer.Fields.Select(field => BuildStep(field, reader, sources, path)).ToArray();
            var defaults = reader.Fields
                .Select((field, i) => sources[i] is null ? DefaultOf(field, $"{path}{field.Name}") : null)
                .ToArray();
            record.Complete(steps, defaults);
            return record;
        }
        catch (AvroSchemaException e)
        {
            // What lies inside may refer back to this record and be used again by way of another union.
            record.Problem = e.Message;
            throw;
        }
    }

    /// <summary>A writer's field may be known by several fields of the reader, each of which reads it.</summary>
    private RecordFieldStep BuildStep(
        AvroField writerField, AvroRecordSchema reader, List<AvroField?> sources, string path)
    {
        var targets = reader.Fields.Index()
            .Where(field => ReferenceEquals(sources[field.Index], writerField))
            .Select(field => new RecordFieldTarget(
                Build(writerField.Schema, field.Item.Schema, $"{path}{writerField.Name}."), field.Index))
            .ToArray();
        return new RecordFieldStep(writerField.Schema, targets);
    }

    /// <summary>The writer's field of the reader's field's own name, else the first under one of its aliases.</summary>
    private static AvroField? FindSource(AvroRecordSchema writer, AvroField readerField)
        => writer.Fields.FirstOrDefault(field => string.Equals(field.Name, readerField.Name, StringComparison.Ordinal))
            ?? writer.Fields.FirstOrDefault(field => readerField.Answers(field.Name));

    private static object? DefaultOf(AvroField field, string path)
    {
        if (field.Default is not { } json)
            throw new AvroSchemaException($"Field '{path}': the writer does not have it, and it has no default here.");
        try
        {
            return AvroDefaults.Read(field.Schema, json, path, depth: 0);
        }
        catch (InvalidOperationException e)
        {
            // How the JSON reader refuses text with half a surrogate pair, which it does not see before it is asked for the text.
            throw new AvroSchemaException($"Field '{path}': its default is no Unicode text.", e);
        }
    }

    private static AvroSchemaException Mismatch(AvroSchema writer, AvroSchema reader, string path)
        => new($"{Place(path)}: the writer has {writer}, which cannot be read as {reader}.");

    private static string Place(string path) => path.Length == 0 ? "The schema itself" : $"Field '{path.TrimEnd('.')}'";
}
