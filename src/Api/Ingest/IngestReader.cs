using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using StreamPulse.Api.Problems;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Avro.Containers;
using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Api.Ingest;

/// <summary>
/// Parses a body into events. A body that cannot be parsed is rejected as a whole; an invalid event in a valid body is only that event's
/// error.
/// </summary>
internal static class IngestReader
{
    private const int MaxDepth = 64;

    /// <summary>Deflate stores at least one bit for 258 bytes.</summary>
    private const long MostDeflateRatio = 1032;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="ProblemException">The body cannot be read, or has more events than allowed.</exception>
    public static void Read(IngestFormat format, ReadOnlyMemory<byte> body, int maxBlockBytes, IngestCollector events)
    {
        switch (format)
        {
            case IngestFormat.Json:
                ReadJson(WithoutByteOrderMark(body.Span), events);
                break;
            case IngestFormat.NdJson:
                ReadNdJson(WithoutByteOrderMark(body.Span), events);
                break;
            case IngestFormat.Avro:
                ReadAvro(body, maxBlockBytes, events);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "Not a format.");
        }
    }

    private static void ReadJson(ReadOnlySpan<byte> json, IngestCollector events)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
                Take(json, ref reader, events);
            else
                TakeAll(json, ref reader, events);
            reader.Read(); // throws if something follows
        }
        catch (JsonException e)
        {
            throw new ProblemException(
                ProblemKind.MalformedBody,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The body is not valid JSON at byte {e.BytePositionInLine ?? 0} of line {(e.LineNumber ?? 0) + 1}. "
                    + $"Nothing was appended."));
        }
    }

    private static void TakeAll(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, IngestCollector events)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new ProblemException(
                ProblemKind.MalformedBody, "The body is neither a JSON object nor an array of objects. Nothing was appended.");
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            Take(json, ref reader, events);
    }

    /// <summary>Reads the value at the reader's position and moves to its end.</summary>
    private static void Take(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, IngestCollector events)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        events.AddJson(json[start..(int)reader.BytesConsumed]);
    }

    private static void ReadNdJson(ReadOnlySpan<byte> lines, IngestCollector events)
    {
        foreach (var range in lines.Split((byte)'\n'))
        {
            var line = lines[range].Trim(" \t\r"u8);
            if (!line.IsEmpty)
                events.AddJson(line);
        }
    }

    private static void ReadAvro(ReadOnlyMemory<byte> file, int maxBlockBytes, IngestCollector events)
    {
        try
        {
            using var stream = StreamOf(file);
            var reader = new AvroContainerReader(stream, new AvroContainerOptions { MaxBlockBytes = maxBlockBytes });
            var block = file.Length + (reader.Codec == AvroCodec.Deflate ? Math.Min(maxBlockBytes, file.Length * MostDeflateRatio) : 0);
            events.CountBlock(block);
            foreach (var record in reader.ReadRecords())
            {
                if (record.Problem is null)
                    events.AddAvro(record.Avro.Span);
                else if (record.IsDamage)
                    throw record.Problem;
                else
                    events.RejectAvro(record.Problem);
            }

            events.ForgetBlock(block);
        }
        catch (Exception e) when (e is AvroFormatException or AvroSchemaException)
        {
            throw new ProblemException(
                ProblemKind.MalformedBody,
                $"The body is not an Avro object container file of this event schema. {e.Message} Nothing was appended.");
        }
    }

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> bytes)
        => MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);

    private static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> text)
        => text.StartsWith(ByteOrderMark) ? text[ByteOrderMark.Length..] : text;
}
