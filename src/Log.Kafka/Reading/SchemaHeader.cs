using Confluent.Kafka;
using StreamPulse.Core.Avro;

namespace StreamPulse.Log.Kafka.Reading;

/// <summary>
/// A record's schema in a header (Confluent's framing, version 1) is put before the value, where the framing has it otherwise, so that a
/// value says by itself how it is to be read. Keeps one buffer; for one reader.
/// </summary>
public sealed class SchemaHeader
{
    /// <summary>What stands for a header that is no id: a GUID that no schema has.</summary>
    private static readonly byte[] NoId = [1, .. new byte[ConfluentFraming.GuidBytes - 1]];

    private byte[] _framed = [];

    /// <summary>The value as it is where the headers name no schema, else a copy behind the id; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Framed(Headers? headers, byte[] value)
        => headers is not null && headers.TryGetLastBytes(ConfluentFraming.HeaderName, out var id) ? Framed(id, value) : value;

    /// <summary>The value behind the id in a header; valid until the next call.</summary>
    /// <param name="id">The header's value. One that is no id becomes one that nobody knows: a bare value would be a guess.</param>
    internal ReadOnlyMemory<byte> Framed(ReadOnlySpan<byte> id, ReadOnlySpan<byte> value)
    {
        var prefix = ConfluentFraming.IsId(id) ? id : NoId;
        var length = prefix.Length + value.Length;
        if (_framed.Length < length)
            _framed = new byte[Math.Max(length, 2 * _framed.Length)];
        prefix.CopyTo(_framed);
        value.CopyTo(_framed.AsSpan(prefix.Length));
        return _framed.AsMemory(0, length);
    }
}
