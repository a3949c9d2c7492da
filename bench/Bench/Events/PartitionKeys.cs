using System.Text;
using StreamPulse.Log;

namespace StreamPulse.Bench.Events;

/// <summary>Keys of which each lies in another of six partitions, for loads that are spread evenly whatever their regions.</summary>
internal static class PartitionKeys
{
    public const int Partitions = 6;

    public static IReadOnlyList<byte[]> All { get; } = [.. Enumerable.Range(0, Partitions).Select(KeyIn)];

    private static byte[] KeyIn(int partition)
        => Enumerable.Range(0, int.MaxValue)
            .Select(static i => Encoding.ASCII.GetBytes(FormattableString.Invariant($"key-{i}")))
            .First(key => KeyPartitioner.PartitionOf(key, Partitions) == partition);
}
