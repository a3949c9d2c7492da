using StreamPulse.Core.Accumulators;

namespace StreamPulse.Core.Partials;

/// <summary>The partials of one key in one window: for each partition the one with the highest offset.</summary>
internal sealed class KeyPartials
{
    private Slot[] _slots = [];

    /// <summary>Takes the partial unless one with the same or a higher offset of that partition is there.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool Offer(int partition, long offset, DownloadAccumulator partial)
    {
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot.Partition != partition)
                continue;
            if (offset <= slot.Offset)
                return false;
            slot = new Slot(partition, offset, partial);
            return true;
        }

        _slots = [.. _slots, new Slot(partition, offset, partial)];
        return true;
    }

    /// <summary>The merge over all partitions; not to be changed.</summary>
    public DownloadAccumulator Merged()
    {
        if (_slots.Length == 1)
            return _slots[0].Partial;
        var merged = _slots[0].Partial.Clone();
        foreach (ref readonly var slot in _slots.AsSpan(1))
            merged.Merge(slot.Partial);
        return merged;
    }

    /// <summary>The partial of one partition, or null.</summary>
    public DownloadAccumulator? Of(int partition)
    {
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.Partition == partition)
                return slot.Partial;
        }

        return null;
    }

    private readonly record struct Slot(int Partition, long Offset, DownloadAccumulator Partial);
}
