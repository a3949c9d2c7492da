using System.Buffers;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;

namespace StreamPulse.Simulation.Store;

/// <summary>
/// Partials as they are stored: as bytes, by the product's codec, so that processes share nothing by reference.
/// </summary>
internal static class SegmentBytes
{
    public static byte[] Encode(IEnumerable<DownloadAccumulator> partials)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var partial in partials)
            AccumulatorCodec.Write(partial, output);
        return output.WrittenSpan.ToArray();
    }

    public static IReadOnlyList<DownloadAccumulator> Decode(ReadOnlySpan<byte> bytes, Utf8KeyInterner interner)
    {
        var partials = new List<DownloadAccumulator>();
        while (!bytes.IsEmpty)
            partials.Add(AccumulatorCodec.Read(ref bytes, interner));
        return partials;
    }
}
