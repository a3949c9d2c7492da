using System.Text;
using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Core.Avro.Containers;

/// <summary>The header of a container file.</summary>
internal sealed record AvroContainerHeader(AvroSchema Schema, AvroCodec Codec, byte[] SyncMarker)
{
    private const string What = "the header";

    /// <exception cref="AvroFormatException">It is no container file, its header is damaged, or its codec is not known here.</exception>
    public static AvroContainerHeader Read(AvroStreamReader input, int maxBytes)
    {
        ReadMagic(input);
        var (schemaJson, codecWord) = ReadMetadata(input, maxBytes);
        var codec = codecWord switch
        {
            null or "null" => AvroCodec.Null,
            "deflate" => AvroCodec.Deflate,
            _ => throw input.Error($"The file's codec is '{codecWord}'; null and deflate are read"),
        };
        if (schemaJson is null)
            throw input.Error($"The header has no {AvroContainerFormat.SchemaKey}");
        var syncMarker = new byte[AvroContainerFormat.SyncMarkerBytes];
        input.ReadExactly(syncMarker, What);
        try
        {
            return new AvroContainerHeader(AvroSchema.Parse(schemaJson), codec, syncMarker);
        }
        catch (AvroSchemaException e)
        {
            throw new AvroFormatException($"The file's schema is not Avro: {e.Message}", input.Position, e);
        }
    }

    private static void ReadMagic(AvroStreamReader input)
    {
        foreach (var expected in AvroContainerFormat.Magic)
        {
            if (input.IsAtEnd() || input.ReadByte(What) != expected)
                throw input.Error("This is no Avro object container file: it does not start with 'Obj' and the byte 1");
        }
    }

    /// <summary>The map from string to bytes; of keys that come twice the last counts.</summary>
    private static (string? Schema, string? Codec) ReadMetadata(AvroStreamReader input, int maxBytes)
    {
        string? schema = null;
        string? codec = null;
        for (var count = ReadBlockCount(input); count > 0; count = ReadBlockCount(input))
        {
            for (var i = 0L; i < count; i++)
            {
                var key = ReadText(input, maxBytes);
                var value = ReadText(input, maxBytes);
                if (key == AvroContainerFormat.SchemaKey)
                    schema = value;
                else if (key == AvroContainerFormat.CodecKey)
                    codec = value;
            }
        }

        return (schema, codec);
    }

    private static long ReadBlockCount(AvroStreamReader input)
    {
        var count = input.ReadLong(What);
        if (count >= 0)
            return count;
        input.ReadLong(What);
        return count == long.MinValue ? throw input.Error("The header's count of entries is out of bounds") : -count;
    }

    private static string ReadText(AvroStreamReader input, int maxBytes)
    {
        var length = input.ReadLong(What);
        if (length < 0 || length > maxBytes - input.Position)
            throw input.Error($"The header has a text of {length} bytes; it may have {maxBytes} in all");
        var bytes = Array.Empty<byte>();
        input.ReadExactly(ref bytes, (int)length, What);
        return Encoding.UTF8.GetString(bytes);
    }
}
