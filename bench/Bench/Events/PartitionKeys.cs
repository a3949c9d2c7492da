using System.Text;
using StreamPulse.Log;

namespace StreamPulse.Bench.Events;

/// <summary>Keys of which each lies in another partition, for loads that are spread evenly whatever their regions.</summary>
internal static class PartitionKeys
{
    public const int Partitions = 6;

    /// <summary>Of <see cref="Partitions"/>.</summary>
    public static IReadOnlyList<byte[]> All { get; } = For(Partitions);

    /// <summary>One key for each of so many partitions, in their order.</summary>
    public static IReadOnlyList<byte[]> For(int partitions)
        => [.. Enumerable.Range(0, partitions).Select(partition => KeyIn(partition, partitions))];

    private static byte[] KeyIn(int partition, int partitions)
        => Enumerable.Range(0, int.MaxValue)
            .Select(static i => Encoding.ASCII.GetBytes(FormattableString.Invariant($"key-{i}")))
            .First(key => KeyPartitioner.PartitionOf(key, partitions) == partition);
}
