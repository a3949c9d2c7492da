using System.Text;

namespace StreamPulse.Core.Avro.Generic;

/// <summary>A string value as the record has it: bytes that should be UTF-8, but need not be.</summary>
public sealed class AvroText(byte[] utf8)
{
    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;

    /// <summary>Whether the bytes are UTF-8.</summary>
    public bool IsValid => System.Text.Unicode.Utf8.IsValid(Utf8.Span);

    /// <summary>The text; U+FFFD replaces what is not UTF-8.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);
}
