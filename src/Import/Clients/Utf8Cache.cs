using System.Diagnostics.CodeAnalysis;

namespace StreamPulse.Import.Clients;

/// <summary>A cache of values by their bytes. Bounded: a full cache is cleared.</summary>
/// <param name="capacity">Most entries.</param>
internal sealed class Utf8Cache<T>(int capacity)
{
    /// <summary>Longer keys are not kept, so that the cache is bounded in bytes too.</summary>
    private const int MaxKeyBytes = 1024;

    private readonly Dictionary<byte[], T> _entries = new(Utf8Comparer.Instance);

    public bool TryGet(ReadOnlySpan<byte> key, [MaybeNullWhen(false)] out T value)
        => _entries.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out value);

    public T Add(ReadOnlySpan<byte> key, T value)
    {
        if (key.Length > MaxKeyBytes)
            return value;
        if (_entries.Count >= capacity)
            _entries.Clear();
        _entries[key.ToArray()] = value;
        return value;
    }
}
