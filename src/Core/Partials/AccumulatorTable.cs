using System.Runtime.CompilerServices;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;

namespace StreamPulse.Core.Partials;

/// <summary>
/// The accumulators of one kind and window by key: a hash table with open addressing and linear probing, at most three quarters full, that
/// keys are only added to. A slot holds the first and last bytes of its key (<see cref="KeyWords"/>), so that the look-up of a key of up to
/// sixteen bytes reads no other object. It exists because every event looks up three keys, and a look-up by bytes in a
/// <see cref="Dictionary{TKey, TValue}"/> calls the comparer through an interface twice and reads a bucket, an entry, a key and its bytes.
/// </summary>
internal sealed class AccumulatorTable
{
    private const int LeastSlots = 4;

    private Slot[] _slots = new Slot[LeastSlots];

    /// <summary>Number of keys.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// The key's accumulator, to be read or replaced; a null reference where there is none. Valid until the next addition.
    /// </summary>
    public ref DownloadAccumulator Find(ReadOnlySpan<byte> key)
    {
        var slots = _slots;
        var words = KeyWords.Of(key);
        for (var at = words.HashOf(key); ; at++)
        {
            ref var slot = ref slots[at & (slots.Length - 1)];
            if (slot.Value is null)
                return ref Unsafe.NullRef<DownloadAccumulator>();
            if (slot.Words == words && (words.Length <= KeyWords.MaxLength || slot.Value.Key.Span.SequenceEqual(key)))
                return ref slot.Value!;
        }
    }

    /// <summary>Adds an accumulator, whose key must not be there.</summary>
    public void Add(DownloadAccumulator accumulator)
    {
        if (Count >= _slots.Length / 4 * 3)
            Resize(_slots.Length * 2);
        Count++;
        Place(new Slot { Value = accumulator, Words = KeyWords.Of(accumulator.Key.Span) });
    }

    /// <summary>Gives up room that would only serve more keys than there are.</summary>
    public void TrimExcess()
    {
        var size = LeastSlots;
        while (Count > size / 4 * 3)
            size *= 2;
        if (size < _slots.Length)
            Resize(size);
    }

    private void Resize(int size)
    {
        var old = _slots;
        _slots = new Slot[size];
        foreach (var slot in old)
        {
            if (slot.Value is not null)
                Place(slot);
        }
    }

    private void Place(in Slot slot)
    {
        var at = slot.Value!.Key.GetHashCode();
        while (_slots[at & (_slots.Length - 1)].Value is not null)
            at++;
        _slots[at & (_slots.Length - 1)] = slot;
    }

    private struct Slot
    {
        public DownloadAccumulator? Value;
        public KeyWords Words;
    }
}
