namespace StreamPulse.Core.Keys;

/// <summary>
/// Gives equal bytes the same <see cref="Utf8Key"/>, so that windows share their keys. Holds a bounded number of keys: when it is full
/// it starts afresh, which costs memory but no correctness, as keys are compared by their bytes. For one thread.
/// </summary>
public sealed class Utf8KeyInterner
{
    private readonly int _capacity;
    private readonly HashSet<Utf8Key> _keys;
    private readonly HashSet<Utf8Key>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    /// <param name="capacity">Most keys held at a time.</param>
    public Utf8KeyInterner(int capacity = 1_000_000)
    {
        _capacity = capacity;
        _keys = new HashSet<Utf8Key>(Utf8KeyComparer.Instance);
        _lookup = _keys.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>The key with these bytes.</summary>
    public Utf8Key Intern(ReadOnlySpan<byte> utf8)
    {
        if (_lookup.TryGetValue(utf8, out var known))
            return known;
        if (_keys.Count >= _capacity)
            _keys.Clear();
        var key = new Utf8Key(utf8);
        _keys.Add(key);
        return key;
    }
}
