using System.Buffers;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Tests.Avro;

/// <summary>Helpers of the Avro tests.</summary>
internal static class AvroTesting
{
    /// <summary>A small event of which every field is set.</summary>
    public static ContentDownloadEvent Sample { get; } = new()
    {
        EventId = "e-1",
        EventTimeMs = 1_760_000_123_456,
        UserId = "u",
        Content = new ContentInfo("mov_batman", "Batman", "movie", "action", 700, 4.5f),
        Download = new DownloadInfo("failed", 90, 12.25f, "TIMEOUT", "timed out"),
        UserContext = new UserContextInfo("EU-London", "London", "Pixel", "14", "wifi"),
    };

    /// <summary>Our schema, bare and under these ids.</summary>
    public static AvroSchemaSet OursAs(params IEnumerable<SchemaId> ids)
        => new(new AvroSchemaSetOptions { WriterSchemas = ids.ToDictionary(id => id, _ => ContentDownloadSchema.Json) });

    public static byte[] Bare(ContentDownloadEvent e)
    {
        var output = new ArrayBufferWriter<byte>();
        AvroEventWriter.Write(e, output);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Framed(SchemaId schemaId, ContentDownloadEvent e)
    {
        var output = new ArrayBufferWriter<byte>();
        AvroEventWriter.WriteFramed(schemaId, e, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Equal in every field; floats bit by bit, but for NaN, which equals NaN.</summary>
    public static void AssertEqual(ContentDownloadEvent expected, ContentDownloadEvent? actual)
    {
        Assert.Equal(expected, actual);
        Assert.Equal(FloatText(expected.Content.Price), FloatText(actual!.Content.Price));
        Assert.Equal(FloatText(expected.Download.SpeedMbps), FloatText(actual.Download.SpeedMbps));
    }

    /// <summary>A float's bits in hexadecimal, or NaN.</summary>
    public static string FloatText(float value)
        => float.IsNaN(value)
            ? "NaN"
            : BitConverter.SingleToUInt32Bits(value).ToString("x8", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Our schema's text with one part of it replaced; fails where that part is not there.</summary>
    public static string SchemaWith(string part, string replacement)
    {
        Assert.Contains(part, ContentDownloadSchema.Json, StringComparison.Ordinal);
        return ContentDownloadSchema.Json.Replace(part, replacement, StringComparison.Ordinal);
    }
}
