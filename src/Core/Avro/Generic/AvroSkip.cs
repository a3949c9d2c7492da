using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Core.Avro.Generic;

/// <summary>Passes over one value of a schema, as strictly as reading it: fields of a writer that the reader does not have.</summary>
internal static class AvroSkip
{
    /// <summary>Moves the reader past the value.</summary>
    /// <exception cref="AvroFormatException">It is no such value.</exception>
    public static void Skip(AvroSchema schema, ref AvroBinaryReader reader)
    {
        reader.Step();
        switch (schema)
        {
            case AvroPrimitiveSchema:
                SkipPrimitive(schema.Kind, ref reader);
                break;
            case AvroFixedSchema { SizeBytes: var sizeBytes }:
                reader.ReadFixed(sizeBytes);
                break;
            case AvroEnumSchema { Symbols: var symbols }:
                reader.ReadIndex(symbols.Count);
                break;
            default:
                reader.Enter();
                SkipNested(schema, ref reader);
                reader.Leave();
                break;
        }
    }

    private static void SkipNested(AvroSchema schema, ref AvroBinaryReader reader)
    {
        switch (schema)
        {
            case AvroRecordSchema { Fields: var fields }:
                foreach (var field in fields)
                    Skip(field.Schema, ref reader);
                break;
            case AvroUnionSchema { Branches: var branches }:
                Skip(branches[reader.ReadIndex(branches.Count)], ref reader);
                break;
            case AvroArraySchema { Items: var items }:
                SkipBlocks(items, hasKeys: false, ref reader);
                break;
            case AvroMapSchema { Values: var values }:
                SkipBlocks(values, hasKeys: true, ref reader);
                break;
            default:
                throw new InvalidOperationException($"No way to skip {schema}.");
        }
    }

    private static void SkipBlocks(AvroSchema items, bool hasKeys, ref AvroBinaryReader reader)
    {
        for (var count = reader.ReadBlockCount(out var sizeBytes); count > 0; count = reader.ReadBlockCount(out sizeBytes))
        {
            if (sizeBytes >= 0)
            {
                reader.Step();
                reader.ReadFixed(sizeBytes);
                continue;
            }

            for (var i = 0L; i < count; i++)
            {
                if (hasKeys)
                    reader.ReadBytes();
                Skip(items, ref reader);
            }
        }
    }

    private static void SkipPrimitive(AvroKind kind, ref AvroBinaryReader reader)
    {
        switch (kind)
        {
            case AvroKind.Null:
                break;
            case AvroKind.Boolean:
                reader.ReadBoolean();
                break;
            case AvroKind.Int:
                reader.ReadInt();
                break;
            case AvroKind.Long:
                reader.ReadLong();
                break;
            case AvroKind.Float:
                reader.ReadFloat();
                break;
            case AvroKind.Double:
                reader.ReadDouble();
                break;
            default:
                reader.ReadBytes();
                break;
        }
    }
}
