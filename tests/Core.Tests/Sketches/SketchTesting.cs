using System.Buffers;
using System.Buffers.Binary;
using StreamPulse.Core.Sketches;

namespace StreamPulse.Core.Tests.Sketches;

internal static class SketchTesting
{
    public static byte[] BytesOf(HyperLogLog sketch)
    {
        var output = new ArrayBufferWriter<byte>();
        sketch.Write(output);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] BytesOf(QuantileSketch sketch)
    {
        var output = new ArrayBufferWriter<byte>();
        sketch.Write(output);
        return output.WrittenSpan.ToArray();
    }

    public static HyperLogLog HyperLogLogOf(IEnumerable<ulong> hashes)
    {
        var sketch = new HyperLogLog();
        foreach (var hash in hashes)
            sketch.Add(hash);
        return sketch;
    }

    public static QuantileSketch QuantileSketchOf(IEnumerable<double> values)
    {
        var sketch = new QuantileSketch();
        foreach (var value in values)
            sketch.Add(QuantileSketch.BucketOf(value));
        return sketch;
    }

    /// <summary>Distinct numbers as hashed user ids are: well mixed, the same in every run.</summary>
    public static IEnumerable<ulong> Hashes(int count, ulong seed)
    {
        var id = new byte[8];
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(id, i);
            yield return XxHash64.Hash(id, seed);
        }
    }

    public static T[] Shuffled<T>(IEnumerable<T> items, int seed)
    {
        var shuffled = items.ToArray();
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }

    /// <summary>Cuts into parts of random sizes, some of them empty.</summary>
    public static List<T[]> Split<T>(IReadOnlyList<T> items, int seed)
    {
        var random = new Random(seed);
        var parts = new List<T[]>();
        for (var at = 0; at < items.Count || parts.Count < 2;)
        {
            var size = Math.Min(random.Next(0, 1 + (items.Count / (1 + random.Next(8)))), items.Count - at);
            parts.Add(items.Skip(at).Take(size).ToArray());
            at += size;
        }

        return parts;
    }
}
