using System.Runtime.CompilerServices;
using StreamPulse.Core.Binary;

namespace StreamPulse.Core.Sketches;

/// <summary>Numbers in a stored sketch: <see cref="Leb128"/>.</summary>
internal static class SketchNumber
{
    /// <summary>Reads one number and moves <paramref name="input"/> past it.</summary>
    /// <exception cref="SketchFormatException">The input ends within it, it has leading zeros, or more than 64 bits.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ref ReadOnlySpan<byte> input)
    {
        var result = Leb128.Read(input, out var value, out var length);
        if (result != Leb128Result.Ok)
            throw Error(result);
        input = input[length..];
        return value;
    }

    private static SketchFormatException Error(Leb128Result result) => new(result switch
    {
        Leb128Result.NotShortest => "A number in the sketch has leading zeros.",
        Leb128Result.TooLarge => "A number in the sketch has more than 64 bits.",
        _ => "The sketch ends within a number.",
    });
}
