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

    /// <summary>Whether a partial has changed since the row was made, or since it was taken.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Stores the partial unless there is one with the same or a higher offset of that partition.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool Offer(int partition, long offset, DownloadAccumulator partial)
    {
        for (var i = 0; i < _count; i++)
        {
            ref var slot = ref At(i);
            if (slot.Partition != partition)
                continue;
            if (offset <= slot.Offset)
                return false;
            slot = new Slot(partition, offset, partial);
            return true;
        }

        Append(new Slot(partition, offset, partial));
        return true;
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

    private ref Slot At(int i) => ref i == 0 ? ref _first : ref _more[i - 1];

    private void Append(Slot slot)
    {
        if (_count > _more.Length)
            Array.Resize(ref _more, _more.Length + (_more.Length / 2) + 1);
        _count++;
        At(_count - 1) = slot;
    }

    private readonly record struct Slot(int Partition, long Offset, DownloadAccumulator Partial);
}
