using System.Text;

namespace StreamPulse.Core.Keys;

/// <summary>A key of a window (content id, region, device) as the UTF-8 bytes it came in; equal when its bytes are equal.</summary>
public sealed class Utf8Key : IEquatable<Utf8Key>
{
    private readonly byte[] _utf8;
    private readonly int _hash;
    private string? _text;
    private byte[]? _shared;

    /// <summary>Copies <paramref name="utf8"/>.</summary>
    public Utf8Key(ReadOnlySpan<byte> utf8)
    {
        _utf8 = utf8.ToArray();
        _hash = HashOf(utf8);
    }

    /// <summary>The key's bytes.</summary>
    public ReadOnlySpan<byte> Span => _utf8;

    /// <summary>Hash code that all keys with these bytes have in this process.</summary>
    public static int HashOf(ReadOnlySpan<byte> utf8) => KeyWords.Of(utf8).HashOf(utf8);

    /// <summary>
    /// An array with these bytes, not to be changed. The last array is returned again if its bytes are equal, so that the windows of a
    /// content share its title. Thread-safe.
    /// </summary>
    internal byte[] Shared(ReadOnlySpan<byte> bytes)
        => _shared is { } known && bytes.SequenceEqual(known) ? known : _shared = bytes.ToArray();

    /// <inheritdoc/>
    public bool Equals(Utf8Key? other)
        => ReferenceEquals(this, other) || (other is not null && _hash == other._hash && Span.SequenceEqual(other.Span));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Utf8Key);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The key as text; made once.</summary>
    public override string ToString() => _text ??= Encoding.UTF8.GetString(_utf8);
}
