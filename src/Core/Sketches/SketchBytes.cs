using System.Buffers;

namespace StreamPulse.Core.Sketches;

/// <summary>
/// Stored form of a single <see cref="QuantileSketch"/>: one byte for the version (1), then the sketch. Equal values give equal bytes,
/// however they were merged.
/// </summary>
public static class SketchBytes
{
    private const byte Version = 1;

    /// <summary>Writes the sketch; null means an empty one.</summary>
    public static byte[] Write(QuantileSketch? sketch) => Write(sketch is null ? default : sketch.Cells);

    /// <summary>Writes a sketch that lies within its owner.</summary>
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
            throw new SketchFormatException("The stored sketch has another version than this build reads.");
        var rest = bytes[1..];
        var sketch = QuantileSketch.Read(ref rest);
        return rest.IsEmpty ? sketch : throw new SketchFormatException($"{rest.Length} bytes follow the stored sketch.");
    }
}
