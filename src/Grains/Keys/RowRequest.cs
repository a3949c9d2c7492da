using System.Runtime.InteropServices;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;

namespace StreamPulse.Grains.Keys;

/// <summary>Which row.</summary>
internal readonly record struct RowKey(AccumulatorKind Kind, Utf8Key Key, long WindowStartMs);

/// <summary>A row that is to be written, and what it must hold. For one thread at a time.</summary>
internal sealed class RowRequest(RowKey row)
{
    private readonly List<Ask> _asks = new(1);

    public RowKey Row { get; } = row;

    /// <summary>Asks for at least so many downloads of the partition.</summary>
    public void Join(int partition, long total, NoticeBatch batch, int position) => _asks.Add(new Ask(partition, total, batch, position));

    /// <summary>
    /// Whether the partials, by position in <paramref name="partitions"/>, hold all that was asked for; where a partition answers with less, it is an older
    /// activation or one that reads again.
    /// </summary>
    public bool IsMetBy(ReadOnlySpan<int> partitions, ReadOnlySpan<DownloadAccumulator?> partials)
    {
        foreach (ref readonly var ask in CollectionsMarshal.AsSpan(_asks))
        {
            var at = partitions.IndexOf(ask.Partition);
            if (at < 0 || (partials[at]?.Total ?? 0) < ask.Total)
                return false;
        }

        return true;
    }

    /// <summary>Tells all who asked.</summary>
    public void Settle(bool isDurable)
    {
        foreach (ref readonly var ask in CollectionsMarshal.AsSpan(_asks))
            ask.Batch.Settle(ask.Position, isDurable);
    }

    private readonly record struct Ask(int Partition, long Total, NoticeBatch Batch, int Position);
}
