using System.Diagnostics.CodeAnalysis;

namespace StreamPulse.Fuzz.Engine;

/// <summary>Checks of properties that allocate nothing while they hold.</summary>
internal static class Expect
{
    /// <exception cref="PropertyBrokenException">It does not hold.</exception>
    public static void That([DoesNotReturnIf(false)] bool holds, string property, string found = "")
    {
        if (!holds)
            throw new PropertyBrokenException(property, found);
    }

    /// <exception cref="PropertyBrokenException">The two are not equal.</exception>
    public static void Equal<T>(T expected, T actual, string property)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new PropertyBrokenException(property, $"expected {expected}, found {actual}");
    }

    /// <exception cref="PropertyBrokenException">The two are not equal.</exception>
    public static void SameBytes(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string property)
    {
        if (!expected.SequenceEqual(actual))
            throw new PropertyBrokenException(property, $"expected {Convert.ToHexString(expected)}, found {Convert.ToHexString(actual)}");
    }
}
