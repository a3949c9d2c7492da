using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamPulse.Core.Sketches;

/// <summary>
/// Storage of a sketch that is small in most of its instances: ascending 32-bit entries, the first three within the owner itself, more
/// in an array; or, once there are many, a dense array whose meaning is the owner's. 24 bytes, and 24 + 4 per entry from the fourth on.
/// A copy shares the array: <see cref="Clone"/> it.
/// </summary>
internal struct SketchCells
{
    private const short DenseMark = -1;

    private byte[]? _heap;
    private InlineEntries _inline;
    private short _count;

    /// <summary>For the owner, in the dense form: what the first cell stands for.</summary>
    public short DenseOrigin;

    public readonly bool IsDense => _count == DenseMark;

    /// <summary>The dense form's bytes; only while <see cref="IsDense"/>.</summary>
    public readonly byte[] Dense => _heap!;

    /// <summary>The entries, ascending; only while not <see cref="IsDense"/>.</summary>
    [UnscopedRef]
    public Span<uint> Entries
    {
        get
        {
            Span<uint> room = _inline;
            if (_heap is not null)
                room = MemoryMarshal.Cast<byte, uint>(_heap.AsSpan());
            return room[.._count];
        }
    }

    /// <summary>The entries, ascending, to be read; only while not <see cref="IsDense"/>.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<uint> ReadEntries
    {
        get
        {
            ReadOnlySpan<uint> room = _inline;
            if (_heap is not null)
                room = MemoryMarshal.Cast<byte, uint>(_heap.AsSpan());
            return room[.._count];
        }
    }

    /// <summary>Changes to the dense form; the entries are dropped.</summary>
    public void BecomeDense(byte[] cells, int origin = 0)
    {
        _heap = cells;
        _count = DenseMark;
        DenseOrigin = (short)origin;
    }

    /// <summary>Inserts an entry before the one at <paramref name="at"/>.</summary>
    public void Insert(int at, uint entry)
    {
        if (_count == (_heap is null ? InlineEntries.Capacity : _heap.Length / sizeof(uint)))
            Grow();
        _count++;
        var entries = Entries;
        entries[at..^1].CopyTo(entries[(at + 1)..]);
        entries[at] = entry;
    }

    /// <summary>Replaces all entries by others, ascending; not while <see cref="IsDense"/>.</summary>
    public void Replace(ReadOnlySpan<uint> entries)
    {
        if (entries.Length > (_heap is null ? InlineEntries.Capacity : _heap.Length / sizeof(uint)))
            _heap = new byte[((entries.Length + 1) & ~1) * sizeof(uint)];
        _count = (short)entries.Length;
        entries.CopyTo(Entries);
    }

    /// <summary>An independent copy without spare room.</summary>
    public readonly SketchCells Clone()
    {
        var copy = this;
        if (IsDense)
            copy._heap = _heap.AsSpan().ToArray();
        else if (_heap is not null)
            copy._heap = MemoryMarshal.AsBytes(ReadEntries).ToArray();
        return copy;
    }

    /// <summary>Where the first entry at or above <paramref name="bound"/> is, or would be.</summary>
    public static int LowerBound(ReadOnlySpan<uint> entries, uint bound)
    {
        var low = 0;
        var high = entries.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (entries[middle] < bound)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Grows by half plus two, to an even number: arrays take multiples of eight bytes.</summary>
    private void Grow()
    {
        var larger = new byte[((_count + (_count / 2) + 3) & ~1) * sizeof(uint)];
        MemoryMarshal.AsBytes(Entries).CopyTo(larger);
        _heap = larger;
    }

    [InlineArray(Capacity)]
    private struct InlineEntries
    {
        public const int Capacity = 3;
        private uint _first;
    }
}
