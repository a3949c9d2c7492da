using System.Buffers;
using System.Buffers.Binary;
using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Core.Avro.Generic;

/// <summary>Writes values of the generic model as Avro.</summary>
public static class AvroValueWriter
{
    /// <summary>Appends one value of <paramref name="schema"/>; values are shaped as described at <see cref="AvroRecord"/>.</summary>
    public static void Write(AvroSchema schema, object? value, IBufferWriter<byte> output)
    {
        switch (schema)
        {
            case AvroPrimitiveSchema:
                WritePrimitive(value, output);
                break;
            case AvroRecordSchema { Fields: var fields }:
                var values = ((AvroRecord)value!).Values;
                for (var i = 0; i < fields.Count; i++)
                    Write(fields[i].Schema, values[i], output);
                break;
            case AvroUnionSchema { Branches: var branches }:
                var chosen = (AvroUnionValue)value!;
                AvroEncoding.WriteLong(output, chosen.Branch);
                Write(branches[chosen.Branch], chosen.Value, output);
                break;
            case AvroEnumSchema:
                AvroEncoding.WriteLong(output, ((AvroEnumValue)value!).Index);
                break;
            case AvroFixedSchema:
                output.Write((byte[])value!);
                break;
            case AvroArraySchema { Items: var items }:
                WriteArray(items, (IReadOnlyList<object?>)value!, output);
                break;
            case AvroMapSchema { Values: var mapValues }:
                WriteMap(mapValues, (IReadOnlyList<KeyValuePair<AvroText, object?>>)value!, output);
                break;
            default:
                throw new InvalidOperationException($"No way to write {schema}.");
        }
    }

    private static void WriteArray(AvroSchema items, IReadOnlyList<object?> values, IBufferWriter<byte> output)
    {
        if (values.Count > 0)
            AvroEncoding.WriteLong(output, values.Count);
        foreach (var item in values)
            Write(items, item, output);
        AvroEncoding.WriteLong(output, 0);
    }

    private static void WriteMap(AvroSchema values, IReadOnlyList<KeyValuePair<AvroText, object?>> entries, IBufferWriter<byte> output)
    {
        if (entries.Count > 0)
            AvroEncoding.WriteLong(output, entries.Count);
        foreach (var (key, value) in entries)
        {
            AvroEncoding.WriteBytes(output, key.Utf8.Span);
            Write(values, value, output);
        }

        AvroEncoding.WriteLong(output, 0);
    }

    private static void WritePrimitive(object? value, IBufferWriter<byte> output)
    {
        switch (value)
        {
            case null:
                break;
            case bool flag:
                output.Write([flag ? (byte)1 : (byte)0]);
                break;
            case int number:
                AvroEncoding.WriteLong(output, number);
                break;
            case long number:
                AvroEncoding.WriteLong(output, number);
                break;
            case float number:
                BinaryPrimitives.WriteSingleLittleEndian(output.GetSpan(sizeof(float)), number);
                output.Advance(sizeof(float));
                break;
            case double number:
                BinaryPrimitives.WriteDoubleLittleEndian(output.GetSpan(sizeof(double)), number);
                output.Advance(sizeof(double));
                break;
            case byte[] bytes:
                AvroEncoding.WriteBytes(output, bytes);
                break;
            case AvroText text:
                AvroEncoding.WriteBytes(output, text.Utf8.Span);
                break;
            default:
                throw new InvalidOperationException($"No way to write a {value.GetType().Name}.");
        }
    }
}
