namespace StreamPulse.Fuzz.Targets;

/// <summary>Pieces of Avro binary.</summary>
internal static class AvroTokens
{
    public static readonly IReadOnlyList<byte[]> All =
    [
        [0], [2], [1], [0, 0, 0, 0, 1], [0, 0, 0, 0, 2], [0, 0, 1, 0x11, 0x70], "Obj\u0001"u8.ToArray(), "\u0016avro.schema"u8.ToArray(),
        "\u0014avro.codec"u8.ToArray(),
        "\u000edeflate"u8.ToArray(), "\u0008null"u8.ToArray(), [0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        [0x80, 0], [0, 0, 0xC0, 0x7F],
    ];
}
