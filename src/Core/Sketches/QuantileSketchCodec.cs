using System.Buffers;
using StreamPulse.Core.Binary;

namespace StreamPulse.Core.Sketches;

/// <summary>
/// Bytes of a <see cref="QuantileSketch"/>, a function of its counts alone: the number of buckets that hold values, then for each,
/// ascending, the number of buckets skipped and its count. Numbers are <see cref="Leb128"/>. The form carries no version: its
/// container does.
/// </summary>
internal static class QuantileSketchCodec
{
    /// <summary>Most bytes of a bucket number or a number of buckets: 12 bits.</summary>
    private const int MaxBucketBytes = 2;

    public static void Write(IBufferWriter<byte> output, QuantileSketchCounts counts)
    {
        var used = 0;
        foreach (var _ in counts)
            used++;

        var bytes = output.GetSpan(MaxBucketBytes + (used * (MaxBucketBytes + Leb128.MaxBytes)));
        var length = Leb128.Write(bytes, (ulong)used);
        var next = 0;
        foreach (var (bucket, count) in counts)
        {
            length += Leb128.Write(bytes[length..], (ulong)(bucket - next));
            length += Leb128.Write(bytes[length..], (ulong)count);
            next = bucket + 1;
        }

        output.Advance(length);
    }

    /// <summary>Reads into a sketch that is empty.</summary>
    /// <exception cref="SketchFormatException">The bytes are not a sketch in canonical form.</exception>
    public static void Read(ref ReadOnlySpan<byte> input, ref QuantileCells sketch)
    {
        var used = SketchNumber.Read(ref input);
        if (used > QuantileBuckets.Count)
            throw new SketchFormatException($"A sketch of {QuantileBuckets.Count} buckets cannot have {used} in use.");

        ulong next = 0;
        ulong total = 0;
        for (ulong i = 0; i < used; i++)
        {
            var skipped = SketchNumber.Read(ref input);
            if (skipped >= QuantileBuckets.Count - next)
                throw new SketchFormatException($"The sketch goes past its last bucket, {QuantileBuckets.Count - 1}.");
            var bucket = next + skipped;
            var count = SketchNumber.Read(ref input);
            if (count == 0)
                throw new SketchFormatException($"Bucket {bucket} is listed as used, but with count 0.");
            if (count > long.MaxValue - total)
                throw new SketchFormatException("The counts of the sketch add up to more than 2^63.");
            sketch.Add((int)bucket, (long)count);
            total += count;
            next = bucket + 1;
        }
    }
}
