namespace StreamPulse.Import.Lines;

/// <summary>One line in the reader's buffer, valid until the next is read.</summary>
internal ref struct RawLine
{
    /// <summary>
    /// Its bytes without the newline and a carriage return before it; only the first <see cref="ImportReject.MaxRawBytes"/> where it is too
    /// long.
    /// </summary>
    public ReadOnlySpan<byte> Bytes;

    /// <summary>Where it starts, behind zero bytes in front of it.</summary>
    public long StartOffset;

    /// <summary>Zero bytes in front of it.</summary>
    public long Zeros;

    /// <summary>Where the next one starts.</summary>
    public long EndOffset;

    /// <summary>It is longer than a line may be.</summary>
    public bool IsTooLong;
}
