using System.Buffers;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;

namespace StreamPulse.Grains.Interfaces;

/// <summary>
/// A partial in a message to another silo: the bytes of <see cref="AccumulatorCodec"/>, which checkpoints hold too. Within a silo it is
/// passed as it is.
/// </summary>
[GenerateSerializer, Immutable, Alias("StreamPulse.Accumulator")]
public readonly struct AccumulatorSurrogate(byte[] bytes)
{
    [Id(0)]
    public byte[] Bytes { get; } = bytes;
}

/// <summary>To and from the bytes. What was received is frozen, as what was sent.</summary>
[RegisterConverter]
public sealed class AccumulatorConverter : IConverter<DownloadAccumulator, AccumulatorSurrogate>
{
    /// <inheritdoc/>
    public DownloadAccumulator ConvertFromSurrogate(in AccumulatorSurrogate surrogate)
    {
        ReadOnlySpan<byte> rest = surrogate.Bytes;
        var partial = AccumulatorCodec.Read(ref rest, new Utf8KeyInterner(1));
        partial.Freeze();
        return partial;
    }

    /// <inheritdoc/>
    public AccumulatorSurrogate ConvertToSurrogate(in DownloadAccumulator value)
    {
        var output = new ArrayBufferWriter<byte>();
        AccumulatorCodec.Write(value, output);
        return new AccumulatorSurrogate(output.WrittenSpan.ToArray());
    }
}
