using System.Buffers;
using System.Buffers.Binary;
using StreamPulse.Core.Binary;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Sketches;

namespace StreamPulse.Core.Accumulators;

/// <summary>
/// Accumulators as bytes, for checkpoints and messages. Equal accumulators give equal bytes, however they were made. Version 1:
/// kind, key, flags, the counts as unsigned LEB128, the parts that the flags name.
/// </summary>
public static class AccumulatorCodec
{
    [Flags]
    private enum Parts : byte
    {
        None = 0,
        Speed = 1,
        Title = 2,
        Users = 4,
        SpeedSketch = 8,
        DurationSketch = 16,
        Errors = 32,
    }

    /// <summary>Appends the accumulator.</summary>
    public static void Write(DownloadAccumulator a, IBufferWriter<byte> output)
    {
        WriteByte(output, (byte)a.Kind);
        WriteBytes(output, a.Key.Span);
        WriteByte(output, (byte)PartsOf(a));
        WriteCount(output, a.Total);
        WriteCount(output, a.Successful);
        WriteCount(output, a.Cancelled);
        WriteCount(output, a.SizeMb);
        WriteCount(output, a.DurationSeconds);
        if (a.SpeedCount > 0)
            WriteSpeed(a, output);
        if (a.TitleEventTimeMs != long.MinValue)
        {
            WriteInt64(output, a.TitleEventTimeMs);
            WriteBytes(output, a.Title);
        }

        if (!a.Users.IsEmpty)
            a.Users.Write(output);
        if (!a.Speeds.IsEmpty)
            a.Speeds.Write(output);
        if (!a.Durations.IsEmpty)
            a.Durations.Write(output);
        if (a.Errors is not null)
            WriteErrors(a.Errors, output);
    }

    /// <summary>Reads one accumulator and moves <paramref name="input"/> past it.</summary>
    /// <exception cref="FormatException">The bytes are not an accumulator.</exception>
    public static DownloadAccumulator Read(ref ReadOnlySpan<byte> input, Utf8KeyInterner interner)
    {
        var kind = ReadByte(ref input);
        if (kind > (byte)AccumulatorKind.Device)
            throw new FormatException($"{kind} is not an accumulator kind.");
        var a = new DownloadAccumulator((AccumulatorKind)kind, interner.Intern(ReadBytes(ref input)));
        var parts = (Parts)ReadByte(ref input);
        a.Total = ReadCount(ref input);
        a.Successful = ReadCount(ref input);
        a.Cancelled = ReadCount(ref input);
        a.SizeMb = ReadCount(ref input);
        a.DurationSeconds = ReadCount(ref input);
        if (parts.HasFlag(Parts.Speed))
            ReadSpeed(a, ref input);
        if (parts.HasFlag(Parts.Title))
        {
            var eventTimeMs = ReadInt64(ref input);
            a.OfferTitle(eventTimeMs, ReadBytes(ref input));
        }

        if (parts.HasFlag(Parts.Users))
            a.Users = HyperLogLogCells.Read(ref input);
        if (parts.HasFlag(Parts.SpeedSketch))
            a.Speeds = QuantileCells.Read(ref input);
        if (parts.HasFlag(Parts.DurationSketch))
            a.Durations = QuantileCells.Read(ref input);
        a.Errors = parts.HasFlag(Parts.Errors) ? ReadErrors(ref input) : null;
        return a;
    }

    private static Parts PartsOf(DownloadAccumulator a)
        => (a.SpeedCount > 0 ? Parts.Speed : 0)
            | (a.TitleEventTimeMs != long.MinValue ? Parts.Title : 0)
            | (!a.Users.IsEmpty ? Parts.Users : 0)
            | (!a.Speeds.IsEmpty ? Parts.SpeedSketch : 0)
            | (!a.Durations.IsEmpty ? Parts.DurationSketch : 0)
            | (a.Errors is not null ? Parts.Errors : 0);

    private static void WriteSpeed(DownloadAccumulator a, IBufferWriter<byte> output)
    {
        WriteCount(output, a.SpeedCount);
        var span = output.GetSpan(24);
        BinaryPrimitives.WriteInt128LittleEndian(span, a.SpeedSum.Units);
        BinaryPrimitives.WriteSingleLittleEndian(span[16..], a.MinSpeedMbps);
        BinaryPrimitives.WriteSingleLittleEndian(span[20..], a.MaxSpeedMbps);
        output.Advance(24);
    }

    private static void ReadSpeed(DownloadAccumulator a, ref ReadOnlySpan<byte> input)
    {
        a.SpeedCount = ReadCount(ref input);
        var span = Take(ref input, 24);
        a.SpeedSum = new ExactSum(BinaryPrimitives.ReadInt128LittleEndian(span));
        a.MinSpeedMbps = BinaryPrimitives.ReadSingleLittleEndian(span[16..]);
        a.MaxSpeedMbps = BinaryPrimitives.ReadSingleLittleEndian(span[20..]);
    }

    private static void WriteErrors(ErrorCounts errors, IBufferWriter<byte> output)
    {
        WriteCount(output, errors.Counts.Count);
        foreach (var (code, count) in errors.Counts.OrderBy(static c => c.Key.ToString(), StringComparer.Ordinal))
        {
            WriteBytes(output, code.Span);
            WriteCount(output, count);
        }
    }

    private static ErrorCounts ReadErrors(ref ReadOnlySpan<byte> input)
    {
        var errors = new ErrorCounts();
        for (var left = ReadCount(ref input); left > 0; left--)
        {
            var code = new Utf8Key(ReadBytes(ref input));
            errors.Add(code, ReadCount(ref input));
        }

        return errors;
    }

    private static void WriteByte(IBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private static void WriteInt64(IBufferWriter<byte> output, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(8), value);
        output.Advance(8);
    }

    private static void WriteBytes(IBufferWriter<byte> output, ReadOnlySpan<byte> value)
    {
        WriteCount(output, value.Length);
        output.Write(value);
    }

    internal static void WriteCount(IBufferWriter<byte> output, long value) => Leb128.Write(output, (ulong)value);

    internal static long ReadCount(ref ReadOnlySpan<byte> input)
    {
        var result = Leb128.Read(input, out var value, out var length);
        if (result != Leb128Result.Ok)
            throw new FormatException($"A count in the accumulator is damaged ({result}).");
        input = input[length..];
        return (long)value;
    }

    private static byte ReadByte(ref ReadOnlySpan<byte> input) => Take(ref input, 1)[0];

    private static long ReadInt64(ref ReadOnlySpan<byte> input) => BinaryPrimitives.ReadInt64LittleEndian(Take(ref input, 8));

    private static ReadOnlySpan<byte> ReadBytes(ref ReadOnlySpan<byte> input) => Take(ref input, ReadCount(ref input));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> input, long length)
    {
        if (length < 0 || length > input.Length)
            throw new FormatException($"The accumulator needs {length} more bytes; {input.Length} are left.");
        var taken = input[..(int)length];
        input = input[(int)length..];
        return taken;
    }
}
