namespace StreamPulse.Core.Keys;

/// <summary>Looks up bytes in a dictionary of <see cref="Utf8Key"/>; a key object is made only for a new entry.</summary>
public sealed class Utf8KeyComparer : IEqualityComparer<Utf8Key>, IAlternateEqualityComparer<ReadOnlySpan<byte>, Utf8Key>
{
    private Utf8KeyComparer()
    {
    }

    /// <summary>The only one; it has no state.</summary>
    public static Utf8KeyComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(Utf8Key? x, Utf8Key? y) => x is null ? y is null : x.Equals(y);

    /// <inheritdoc/>
    public int GetHashCode(Utf8Key obj) => obj.GetHashCode();

    /// <inheritdoc/>
    public bool Equals(ReadOnlySpan<byte> alternate, Utf8Key other) => alternate.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public int GetHashCode(ReadOnlySpan<byte> alternate) => Utf8Key.HashOf(alternate);

    /// <inheritdoc/>
    public Utf8Key Create(ReadOnlySpan<byte> alternate) => new(alternate);
}
