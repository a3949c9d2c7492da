namespace StreamPulse.Core.Keys;

/// <summary>Looks up bytes in a dictionary of <see cref="Utf8Key"/>; a key object is made only for a new entry.</summary>
public sealed class Utf8KeyComparer(Utf8KeyInterner? interner)
    : IEqualityComparer<Utf8Key>, IAlternateEqualityComparer<ReadOnlySpan<byte>, Utf8Key>
{
    /// <summary>Makes a new key for every new entry.</summary>
    public static Utf8KeyComparer WithoutInterner { get; } = new(null);

    /// <inheritdoc/>
    public bool Equals(Utf8Key? x, Utf8Key? y) => x is null ? y is null : x.Equals(y);

    /// <inheritdoc/>
    public int GetHashCode(Utf8Key obj) => obj.GetHashCode();

    /// <inheritdoc/>
    public bool Equals(ReadOnlySpan<byte> alternate, Utf8Key other) => alternate.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public int GetHashCode(ReadOnlySpan<byte> alternate) => Utf8Key.HashOf(alternate);

    /// <inheritdoc/>
    public Utf8Key Create(ReadOnlySpan<byte> alternate) => interner is null ? new Utf8Key(alternate) : interner.Intern(alternate);
}
