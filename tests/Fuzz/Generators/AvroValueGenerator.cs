using System.Buffers;
using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Fuzz.Generators;

/// <summary>Values of any schema as Avro; right by the schema but for recursion that never ends, which is broken off.</summary>
internal static class AvroValueGenerator
{
    private const int MaxDepth = 24;
    private const int ShallowDepth = 6;

    /// <summary>Appends one value.</summary>
    public static void Write(AvroSchema schema, Random random, IBufferWriter<byte> output, string fieldName = "", int depth = 0)
    {
        if (depth > MaxDepth)
            return;
        switch (schema)
        {
            case AvroRecordSchema record:
                foreach (var field in record.Fields)
                    Write(field.Schema, random, output, field.Name, depth + 1);
                break;
            case AvroUnionSchema { Branches: var branches }:
                var branch = depth > ShallowDepth ? 0 : random.Next(branches.Count);
                output.Long(branch);
                Write(branches[branch], random, output, fieldName, depth + 1);
                break;
            case AvroArraySchema { Items: var items }:
                WriteBlocks(items, hasKeys: false, random, output, depth);
                break;
            case AvroMapSchema { Values: var values }:
                WriteBlocks(values, hasKeys: true, random, output, depth);
                break;
            case AvroEnumSchema { Symbols: var symbols }:
                output.Long(random.Next(Math.Max(1, symbols.Count)));
                break;
            case AvroFixedSchema { SizeBytes: var size }:
                output.Write(new byte[Math.Min(size, 1_024)]);
                break;
            default:
                WritePrimitive(schema.Kind, fieldName, random, output);
                break;
        }
    }

    /// <summary>Blocks of items, at times with the block's size before them.</summary>
    private static void WriteBlocks(AvroSchema items, bool hasKeys, Random random, IBufferWriter<byte> output, int depth)
    {
        for (var blocks = depth > ShallowDepth ? 0 : random.Next(3); blocks > 0; blocks--)
        {
            var count = 1 + random.Next(3);
            var block = new ArrayBufferWriter<byte>();
            for (var i = 0; i < count; i++)
            {
                if (hasKeys)
                    block.Bytes(RandomValues.Utf8(random));
                Write(items, random, block, "", depth + 1);
            }

            var isSized = random.Next(2) == 0;
            output.Long(isSized ? -count : count);
            if (isSized)
                output.Long(block.WrittenCount);
            output.Write(block.WrittenSpan);
        }

        output.Long(0);
    }

    private static void WritePrimitive(AvroKind kind, string fieldName, Random random, IBufferWriter<byte> output)
    {
        switch (kind)
        {
            case AvroKind.Null:
                break;
            case AvroKind.Boolean:
                output.Write([(byte)random.Next(2)]);
                break;
            case AvroKind.Int:
                output.Long(RandomValues.Int(random));
                break;
            case AvroKind.Long:
                output.Long(fieldName == "timestamp" || random.Next(2) == 0 ? RandomValues.EventTimeMs(random) : RandomValues.Int(random));
                break;
            case AvroKind.Float:
                output.Float(RandomValues.Float(random));
                break;
            case AvroKind.Double:
                output.Double(RandomValues.Float(random));
                break;
            default:
                output.Bytes(RandomValues.Utf8(random));
                break;
        }
    }
}
