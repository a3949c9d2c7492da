using System.Buffers;
using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Fuzz.Generators;

/// <summary>Values of any schema as Avro; valid, except that endless recursion is cut off.</summary>
internal sealed class AvroValueGenerator
{
    private const int MaxDepth = 24;
    private const int ShallowDepth = 6;
    private const int MaxValues = 2_000;
    private readonly Random _random;
    private int _values;

    private AvroValueGenerator(Random random) => _random = random;

    /// <summary>Appends one value.</summary>
    public static void Write(AvroSchema schema, Random random, IBufferWriter<byte> output)
        => new AvroValueGenerator(random).Write(schema, output, "", 0);

    private void Write(AvroSchema schema, IBufferWriter<byte> output, string fieldName, int depth)
    {
        if (depth > MaxDepth || ++_values > MaxValues)
            return;
        switch (schema)
        {
            case AvroRecordSchema record:
                foreach (var field in record.Fields)
                    Write(field.Schema, output, field.Name, depth + 1);
                break;
            case AvroUnionSchema { Branches: var branches }:
                var branch = depth > ShallowDepth ? 0 : _random.Next(branches.Count);
                output.Long(branch);
                Write(branches[branch], output, fieldName, depth + 1);
                break;
            case AvroArraySchema { Items: var items }:
                WriteBlocks(items, hasKeys: false, output, depth);
                break;
            case AvroMapSchema { Values: var values }:
                WriteBlocks(values, hasKeys: true, output, depth);
                break;
            case AvroEnumSchema { Symbols: var symbols }:
                output.Long(_random.Next(Math.Max(1, symbols.Count)));
                break;
            case AvroFixedSchema { SizeBytes: var size }:
                output.Write(new byte[Math.Min(size, 1_024)]);
                break;
            default:
                WritePrimitive(schema.Kind, fieldName, output);
                break;
        }
    }

    /// <summary>Blocks of items, at times with the block's size before them.</summary>
    private void WriteBlocks(AvroSchema items, bool hasKeys, IBufferWriter<byte> output, int depth)
    {
        for (var blocks = depth > ShallowDepth ? 0 : _random.Next(3); blocks > 0; blocks--)
        {
            var count = 1 + _random.Next(3);
            var block = new ArrayBufferWriter<byte>();
            for (var i = 0; i < count; i++)
            {
                if (hasKeys)
                    block.Bytes(RandomValues.Utf8(_random));
                Write(items, block, "", depth + 1);
            }

            var isSized = _random.Next(2) == 0;
            output.Long(isSized ? -count : count);
            if (isSized)
                output.Long(block.WrittenCount);
            output.Write(block.WrittenSpan);
        }

        output.Long(0);
    }

    private void WritePrimitive(AvroKind kind, string fieldName, IBufferWriter<byte> output)
    {
        switch (kind)
        {
            case AvroKind.Null:
                break;
            case AvroKind.Boolean:
                output.Write([(byte)_random.Next(2)]);
                break;
            case AvroKind.Int:
                output.Long(RandomValues.Int(_random));
                break;
            case AvroKind.Long:
                output.Long(
                    fieldName == "timestamp" || _random.Next(2) == 0 ? RandomValues.EventTimeMs(_random) : RandomValues.Int(_random));
                break;
            case AvroKind.Float:
                output.Float(RandomValues.Float(_random));
                break;
            case AvroKind.Double:
                output.Double(RandomValues.Float(_random));
                break;
            default:
                output.Bytes(RandomValues.Utf8(_random));
                break;
        }
    }
}
