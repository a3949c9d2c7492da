using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using StreamPulse.Core.Avro;

namespace StreamPulse.Operations.DeadLetters;

/// <summary>A field of an event, as found in bytes that may be no event.</summary>
/// <param name="Name">Dotted, as in the schema.</param>
/// <param name="Value">For people.</param>
public sealed record InspectedField(string Name, string Value);

/// <summary>Bytes decoded by our schema, as far as possible.</summary>
/// <param name="Framing">"bare Avro", or the schema id that Confluent's framing names.</param>
/// <param name="Problem">Where and why decoding stopped; null if the bytes are exactly one event.</param>
public sealed record EventInspection(string Framing, IReadOnlyList<InspectedField> Fields, string? Problem)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private enum Shape
    {
        Text,
        Int,
        Time,
        Float,
        OptionalText,
    }

    /// <summary>The fields in the order of ContentDownloadEvent.avsc.</summary>
    private static readonly (string Name, Shape Shape)[] Schema =
    [
        ("event_id", Shape.Text), ("timestamp", Shape.Time), ("user_id", Shape.Text),
        ("content.content_id", Shape.Text), ("content.title", Shape.Text), ("content.type", Shape.Text), ("content.category", Shape.Text),
        ("content.size_mb", Shape.Int), ("content.price", Shape.Float),
        ("download.status", Shape.Text), ("download.duration_seconds", Shape.Int), ("download.speed_mbps", Shape.Float),
        ("download.error_code", Shape.OptionalText), ("download.error_message", Shape.OptionalText),
        ("user_context.region", Shape.Text), ("user_context.city", Shape.Text), ("user_context.device", Shape.Text),
        ("user_context.os_version", Shape.Text), ("user_context.connection_type", Shape.Text),
    ];

    /// <summary>Reads field by field until the bytes cannot be decoded. Never throws.</summary>
    public static EventInspection Of(ReadOnlySpan<byte> value)
    {
        var framing = "bare Avro";
        var position = 0;
        if (ConfluentFraming.TrySplit(value, out var schemaId, out var avro))
        {
            framing = $"Confluent framing, schema id {schemaId}";
            position = value.Length - avro.Length;
        }

        var fields = new List<InspectedField>();
        foreach (var (name, shape) in Schema)
        {
            var start = position;
            if (Read(shape, value, ref position, out var text) is { } problem)
            {
                return new EventInspection(
                    framing, fields, string.Create(CultureInfo.InvariantCulture, $"byte {start}, {name}: {problem}"));
            }

            fields.Add(new InspectedField(name, text));
        }

        return new EventInspection(
            framing, fields, position == value.Length
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"byte {position}: {value.Length - position} bytes are left over"));
    }

    private static string? Read(Shape shape, ReadOnlySpan<byte> value, ref int position, out string text)
    {
        text = "null";
        switch (shape)
        {
            case Shape.Float when value.Length - position < sizeof(float):
                return "4 bytes are needed, fewer are left";
            case Shape.Float:
                text = BinaryPrimitives.ReadSingleLittleEndian(value[position..]).ToString(CultureInfo.InvariantCulture);
                position += sizeof(float);
                return null;
        }

        if (ReadNumber(value, ref position, out var number) is { } problem)
            return problem;
        switch (shape)
        {
            case Shape.Int or Shape.Time:
                text = TextOf(shape, number);
                return shape == Shape.Int && (int)number != number ? $"{text} does not fit in 32 bits" : null;
            case Shape.OptionalText when number == 0:
                return null;
            case Shape.OptionalText when number != 1:
                return string.Create(CultureInfo.InvariantCulture, $"branch {number} of a union of two");
            case Shape.OptionalText when ReadNumber(value, ref position, out number) is { } inner:
                return inner;
        }

        if (number < 0 || number > value.Length - position)
            return string.Create(CultureInfo.InvariantCulture, $"a string of {number} bytes, {value.Length - position} are left");
        text = TextOf(value.Slice(position, (int)number));
        position += (int)number;
        return null;
    }

    /// <summary>A zigzag varint (Avro specification, "Binary Encoding").</summary>
    private static string? ReadNumber(ReadOnlySpan<byte> value, ref int position, out long number)
    {
        number = 0;
        ulong bits = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (position >= value.Length)
                return "the bytes end inside a number";
            ulong group = value[position++];
            bits |= (group & 0x7F) << shift;
            if (group >= 0x80)
                continue;
            number = (long)(bits >> 1) ^ -(long)(bits & 1);
            return null;
        }

        return "a number of more than 10 bytes";
    }

    private static string TextOf(Shape shape, long number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        return shape == Shape.Time && number is >= -62_135_596_800_000 and <= 253_402_300_799_999
            ? $"{text} ({DateTimeOffset.FromUnixTimeMilliseconds(number):yyyy-MM-ddTHH:mm:ss.fffZ})"
            : text;
    }

    private static string TextOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return $"{Encoding.UTF8.GetString(bytes)} (not UTF-8)";
        }
    }
}
