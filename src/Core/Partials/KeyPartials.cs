using StreamPulse.Core.Accumulators;

namespace StreamPulse.Core.Partials;

/// <summary>
/// The partials of one key in one window: for each partition the one with the highest offset. The first one is stored inline, because most
/// keys have few.
/// </summary>
/// <param name="index">The key's place among those of its kind and window.</param>
internal sealed class KeyPartials(int index)
{
    private Slot _first;
    private Slot[] _more = [];
    private int _count;

    /// <summary>The key's place among those of its kind and window.</summary>
    public int Index { get; } = index;

    /// <summary>Whether the row that was made last is out of date.</summary>
    public bool IsStale { get; set; }

    /// <summary>Whether the window is closed and the row is due.</summary>
    public bool IsDue { get; set; }

    /// <summary>Stores the partial unless there is one with the same or a higher offset of that partition.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool Offer(int partition, long offset, DownloadAccumulator partial, out bool isFirstUnstored)
    {
        isFirstUnstored = false;
        for (var i = 0; i < _count; i++)
        {
            ref var slot = ref At(i);
            if (slot.Partition != partition)
                continue;
            if (offset <= slot.Offset)
                return false;
            isFirstUnstored = !slot.IsUnstored;
            slot = new Slot(partition, true, offset, partial);
            return true;
        }

        Append(new Slot(partition, true, offset, partial));
        isFirstUnstored = true;
        return true;
    }

    /// <summary>Adds a partial from the store; the partition has none here yet.</summary>
    public void Restore(int partition, long offset, DownloadAccumulator partial) => Append(new Slot(partition, false, offset, partial));

    /// <summary>The partial of a partition, which is about to be stored.</summary>
    public DownloadAccumulator TakeUnstored(int partition)
    {
        ref var slot = ref At(Find(partition));
        slot = slot with { IsUnstored = false };
        return slot.Partial;
    }

    /// <summary>The merge over all partitions; not to be changed.</summary>
    public DownloadAccumulator Merged()
    {
        if (_count == 1)
            return _first.Partial;
        var merged = _first.Partial.Clone();
        for (var i = 1; i < _count; i++)
            merged.Merge(At(i).Partial);
        return merged;
    }

    /// <summary>The partial of one partition, or null.</summary>
    public DownloadAccumulator? Of(int partition) => Find(partition) is var at and >= 0 ? At(at).Partial : null;

    private int Find(int partition)
    {
        for (var i = 0; i < _count; i++)
        {
            if (At(i).Partition == partition)
                return i;
        }

        return -1;
    }

    private ref Slot At(int i) => ref i == 0 ? ref _first : ref _more[i - 1];

    private void Append(Slot slot)
    {
        if (_count > _more.Length)
            Array.Resize(ref _more, _more.Length + (_more.Length / 2) + 1);
        _count++;
        At(_count - 1) = slot;
    }

    private readonly record struct Slot(int Partition, bool IsUnstored, long Offset, DownloadAccumulator Partial);
}
