using System.Buffers;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;

namespace StreamPulse.Storage.Commits;

/// <summary>Partials of one window and partition as bytes: version 1, then the accumulators one after another.</summary>
public static class SegmentCodec
{
    private const byte Version = 1;

    /// <summary>Encodes the partials.</summary>
    public static byte[] Encode(IEnumerable<DownloadAccumulator> partials)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        output.GetSpan(1)[0] = Version;
        output.Advance(1);
        foreach (var partial in partials)
            AccumulatorCodec.Write(partial, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Decodes them.</summary>
    /// <exception cref="FormatException">The bytes are not a segment of this version.</exception>
    public static List<DownloadAccumulator> Decode(ReadOnlySpan<byte> payload, Utf8KeyInterner interner)
    {
        if (payload.IsEmpty || payload[0] != Version)
            throw new FormatException("The stored partials are of another version than this build reads.");
        var rest = payload[1..];
        var partials = new List<DownloadAccumulator>();
        while (!rest.IsEmpty)
            partials.Add(AccumulatorCodec.Read(ref rest, interner));
        return partials;
    }
}
