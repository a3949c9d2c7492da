namespace StreamPulse.Log;

/// <summary>
/// Which partition a key belongs to: Kafka's default for keyed records, positive murmur2 of the key modulo the number of partitions,
/// so that the embedded log and a topic put a region into the same partition.
/// Source: Apache Kafka, <c>org.apache.kafka.common.utils.Utils.murmur2</c>; MurmurHash2 by Austin Appleby, public domain.
/// </summary>
public static class KeyPartitioner
{
    private const uint Seed = 0x9747b28c;
    private const uint M = 0x5bd1e995;
    private const int R = 24;

    /// <summary>Number of the partition, from 0 to <paramref name="partitionCount"/> - 1.</summary>
    public static int PartitionOf(ReadOnlySpan<byte> key, int partitionCount)
        => (int)((Murmur2(key) & 0x7fffffff) % (uint)partitionCount);

    /// <summary>MurmurHash2, 32 bits, with Kafka's seed.</summary>
    public static uint Murmur2(ReadOnlySpan<byte> data)
    {
        var hash = Seed ^ (uint)data.Length;
        while (data.Length >= 4)
        {
            var k = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(data) * M;
            k ^= k >> R;
            hash = (hash * M) ^ (k * M);
            data = data[4..];
        }

        if (data.Length >= 3)
            hash ^= (uint)data[2] << 16;
        if (data.Length >= 2)
            hash ^= (uint)data[1] << 8;
        if (data.Length >= 1)
            hash = (hash ^ data[0]) * M;

        hash = (hash ^ (hash >> 13)) * M;
        return hash ^ (hash >> 15);
    }
}
