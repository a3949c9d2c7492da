using System.Buffers.Binary;

namespace StreamPulse.Core.Avro.Generic;

/// <summary>
/// Reads Avro values one after the other, with every bound checked (Avro specification 1.12, "Binary Encoding").
/// Shares no code with the hot path's reader on purpose: <c>verify</c> reads the log with this one.
/// A hostile record cannot make it recurse deeper than <see cref="MaxDepth"/>, nor do more work than in proportion to
/// the record's length: types that take no bytes (null, an empty record) count against a budget.
/// </summary>
/// <param name="steps">The budget: how many values may be read.</param>
internal ref struct AvroBinaryReader(ReadOnlySpan<byte> bytes, long steps)
{
    /// <summary>Deepest nesting of records, arrays, maps and unions in one record.</summary>
    public const int MaxDepth = 128;

    private const long FreeSteps = 65_536;
    private const long StepsPerByte = 4;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _depth;

    public AvroBinaryReader(ReadOnlySpan<byte> bytes)
        : this(bytes, StepsFor(bytes.Length))
    {
    }

    /// <summary>Values that may yet be read.</summary>
    public long StepsLeft { get; private set; } = steps;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    /// <summary>The budget for records of that many bytes.</summary>
    public static long StepsFor(int lengthBytes) => FreeSteps + (StepsPerByte * lengthBytes);

    /// <summary>Enters one level of nesting.</summary>
    public void Enter()
    {
        if (++_depth > MaxDepth)
            throw Error($"The record is nested deeper than {MaxDepth} levels");
    }

    public void Leave() => _depth--;

    /// <summary>Counts one value.</summary>
    public void Step()
    {
        if (--StepsLeft < 0)
            throw Error("The record has far more values than its length explains");
    }

    public bool ReadBoolean() => Take(1)[0] switch
    {
        0 => false,
        1 => true,
        var other => throw Error($"A boolean is {other}, not 0 or 1"),
    };

    public int ReadInt()
    {
        var value = ReadLong();
        return (int)value == value ? (int)value : throw Error($"An int is {value}, more than 32 bits hold");
    }

    public long ReadLong()
    {
        UInt128 bits = 0;
        var shift = 0;
        byte group;
        do
        {
            if (shift == 70)
                throw Error("A number takes more than 10 bytes");
            group = Take(1)[0];
            bits |= (UInt128)(group & 0x7Fu) << shift;
            shift += 7;
        }
        while ((group & 0x80) != 0);

        if (bits > ulong.MaxValue)
            throw Error("A number is more than 64 bits hold");
        if (group == 0 && shift > 7)
            throw Error("A number is not in its shortest form");
        var folded = (ulong)bits;
        return (folded & 1) == 0 ? (long)(folded / 2) : -1 - (long)(folded / 2);
    }

    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    /// <summary>A length and that many bytes: bytes and string.</summary>
    public ReadOnlySpan<byte> ReadBytes() => Take(ReadLong());

    public ReadOnlySpan<byte> ReadFixed(int sizeBytes) => Take(sizeBytes);

    /// <summary>The position of a union's branch or an enum's symbol, of <paramref name="count"/> ones.</summary>
    public int ReadIndex(int count)
    {
        var index = ReadLong();
        return index >= 0 && index < count ? (int)index : throw Error($"Branch or symbol {index} of {count} is chosen");
    }

    /// <summary>
    /// The number of items in the next block of an array or map, 0 at its end. <paramref name="sizeBytes"/> is the block's
    /// size where the writer gave it, else -1.
    /// </summary>
    public long ReadBlockCount(out int sizeBytes)
    {
        sizeBytes = -1;
        var count = ReadLong();
        if (count >= 0)
            return count;
        if (count == long.MinValue)
            throw Error("A block's count is out of bounds");
        var size = ReadLong();
        if (size < 0 || size > Remaining)
            throw Error($"A block of {size} bytes does not fit into the {Remaining} that are left");
        sizeBytes = (int)size;
        return -count;
    }

    /// <summary>The error at the current position.</summary>
    public readonly AvroFormatException Error(string problem) => new(problem, Position);

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > Remaining)
            throw Error($"{count} bytes are announced, {Remaining} are left");
        var taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }
}
