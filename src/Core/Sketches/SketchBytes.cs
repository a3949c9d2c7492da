using System.Buffers;

namespace StreamPulse.Core.Sketches;

/// <summary>A <see cref="QuantileSketch"/> that stands by itself: version 1, then its one form. Equal for equal values, whatever way they were merged.</summary>
public static class SketchBytes
{
    private const byte Version = 1;

    /// <summary>Writes it; null is a sketch of nothing.</summary>
    public static byte[] Write(QuantileSketch? sketch) => Write(sketch is null ? default : sketch.Cells);

    /// <summary>Writes one that is a part of its owner.</summary>
    internal static byte[] Write(in QuantileCells cells)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write([Version]);
        cells.Write(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Write(QuantileSketch?)"/> wrote.</summary>
    /// <exception cref="SketchFormatException">The bytes are something else.</exception>
    public static QuantileSketch Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] != Version)
            throw new SketchFormatException("The stored sketch is of another version than this build reads.");
        var rest = bytes[1..];
        var sketch = QuantileSketch.Read(ref rest);
        return rest.IsEmpty ? sketch : throw new SketchFormatException($"{rest.Length} bytes follow the stored sketch.");
    }
}
