using System.Buffers;
using System.IO.Compression;
using System.Text;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Fuzz.Generators;

/// <summary>
/// Avro object container files (Avro specification 1.12, "Object Container Files"), right or with one of their parts wrong.
/// </summary>
internal static class ContainerGenerator
{
    private static readonly string[] SchemaTexts = [ContentDownloadSchema.Json, .. EvolvedSchemas.Writers.Values];
    private static readonly AvroSchema[] Schemas = [.. SchemaTexts.Select(AvroSchema.Parse)];
    private static readonly string[] Codecs = ["null", "deflate", "deflate", "snappy", ""];

    public static byte[] Make(Random random)
    {
        var which = random.Next(3) == 0 ? random.Next(Schemas.Length) : 0;
        var codec = Codecs[random.Next(random.Next(10) == 0 ? Codecs.Length : 3)];
        var marker = new byte[16];
        marker.AsSpan().Fill((byte)random.Next(4));
        var file = new ArrayBufferWriter<byte>();
        file.Write("Obj\u0001"u8);
        WriteHeader(SchemaTexts[which], codec, marker, random, file);
        for (var blocks = random.Next(4); blocks > 0; blocks--)
            WriteBlock(Schemas[which], codec, marker, random, file);
        return file.WrittenSpan.ToArray();
    }

    private static void WriteHeader(string schema, string codec, byte[] marker, Random random, IBufferWriter<byte> file)
    {
        var entries = new ArrayBufferWriter<byte>();
        var count = 1;
        Entry("avro.schema"u8, Encoding.UTF8.GetBytes(schema));
        if (codec != "null" || random.Next(2) == 0)
            Entry("avro.codec"u8, Encoding.UTF8.GetBytes(codec));
        if (random.Next(4) == 0)
            Entry("user.note"u8, RandomValues.Utf8(random));
        count = entries.WrittenCount == 0 ? 0 : count - 1;
        var isSized = random.Next(4) == 0;
        file.Long(isSized ? -count : count);
        if (isSized)
            file.Long(entries.WrittenCount);
        file.Write(entries.WrittenSpan);
        file.Long(0);
        file.Write(marker);

        void Entry(ReadOnlySpan<byte> key, byte[] value)
        {
            entries.Bytes(key);
            entries.Bytes(value);
            count++;
        }
    }

    private static void WriteBlock(AvroSchema schema, string codec, byte[] marker, Random random, IBufferWriter<byte> file)
    {
        var records = new ArrayBufferWriter<byte>();
        var count = random.Next(5);
        for (var i = 0; i < count; i++)
            AvroValueGenerator.Write(schema, random, records);
        if (random.Next(40) == 0)
            records.Write(new byte[random.Next(20_000)]);
        var data = codec == "deflate" ? Deflate(records.WrittenSpan) : records.WrittenSpan.ToArray();
        var fault = random.Next(30);
        file.Long(fault switch { 0 => count + 1, 1 => long.MaxValue, 2 => -count, _ => count });
        file.Long(fault switch { 3 => data.Length + 1, 4 => int.MaxValue, 5 => -1, _ => data.Length });
        file.Write(data);
        file.Write(fault == 6 ? new byte[16] : marker);
    }

    private static byte[] Deflate(ReadOnlySpan<byte> data)
    {
        using var packed = new MemoryStream();
        using (var deflater = new DeflateStream(packed, CompressionLevel.Fastest))
            deflater.Write(data);
        return packed.ToArray();
    }
}
