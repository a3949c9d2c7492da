using System.Buffers;

namespace StreamPulse.Log;

/// <summary>
/// Encoded events on their way into the log: one growing buffer, with each record's key and value. Reuse with <see cref="Clear"/>.
/// </summary>
public sealed class AppendBatch
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64 * 1024);
    private readonly List<Entry> _entries = [];

    /// <summary>Number of records.</summary>
    public int Count => _entries.Count;

    /// <summary>Keys and values together, in bytes.</summary>
    public int SizeBytes => _bytes.WrittenCount;

    /// <summary>Adds one record.</summary>
    /// <param name="key">The region in UTF-8; decides the partition.</param>
    /// <param name="value">The event, Avro binary in one of the two framings.</param>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var start = _bytes.WrittenCount;
        _bytes.Write(key);
        _bytes.Write(value);
        _entries.Add(new Entry(start, key.Length, value.Length));
    }

    /// <summary>Key of the record at <paramref name="index"/>.</summary>
    public ReadOnlySpan<byte> Key(int index) => _bytes.WrittenSpan.Slice(_entries[index].Start, _entries[index].KeyLength);

    /// <summary>Value of the record at <paramref name="index"/>.</summary>
    public ReadOnlySpan<byte> Value(int index)
        => _bytes.WrittenSpan.Slice(_entries[index].Start + _entries[index].KeyLength, _entries[index].ValueLength);

    /// <summary>Empties the batch and keeps its buffers.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _entries.Clear();
    }

    private readonly record struct Entry(int Start, int KeyLength, int ValueLength);
}
