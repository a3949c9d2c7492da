using StreamPulse.Core.Keys;

namespace StreamPulse.Grains.Interfaces;

/// <summary>A key of a window on its way to another silo: its bytes. Within a silo it is passed as it is.</summary>
[GenerateSerializer, Immutable, Alias("StreamPulse.Utf8Key")]
public readonly struct Utf8KeySurrogate(byte[] bytes)
{
    [Id(0)]
    public byte[] Bytes { get; } = bytes;
}

/// <summary>To and from the bytes.</summary>
[RegisterConverter]
public sealed class Utf8KeyConverter : IConverter<Utf8Key, Utf8KeySurrogate>
{
    /// <inheritdoc/>
    public Utf8Key ConvertFromSurrogate(in Utf8KeySurrogate surrogate) => new(surrogate.Bytes);

    /// <inheritdoc/>
    public Utf8KeySurrogate ConvertToSurrogate(in Utf8Key value) => new(value.Span.ToArray());
}
