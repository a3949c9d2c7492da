namespace StreamPulse.Import;

/// <summary>A position between two items, at which reading can resume.</summary>
/// <param name="ByteOffset">
/// Bytes before it; of the unpacked contents where the file is packed. For an Avro container, bytes read so far; there only the item number
/// gives the position.
/// </param>
/// <param name="ItemNumber">Lines, or records of an Avro container, before it, blank lines included.</param>
public readonly record struct ImportPosition(long ByteOffset, long ItemNumber)
{
    /// <summary>Before the first item.</summary>
    public static ImportPosition Start => default;
}
