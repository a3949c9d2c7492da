namespace StreamPulse.Import;

/// <summary>A place between two items, from which reading can go on.</summary>
/// <param name="ByteOffset">Bytes before it; of the unpacked contents where the file is packed. Of an Avro container, bytes taken so far, which place nothing: there the item number alone counts.</param>
/// <param name="ItemNumber">Lines, or records of an Avro container, before it, blank lines included.</param>
public readonly record struct ImportPosition(long ByteOffset, long ItemNumber)
{
    /// <summary>Before the first item.</summary>
    public static ImportPosition Start => default;
}
