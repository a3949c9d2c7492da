namespace StreamPulse.Core.Avro.Containers;

/// <summary>Constants of Avro container files (Avro specification 1.12, "Object Container Files").</summary>
internal static class AvroContainerFormat
{
    public const int SyncMarkerBytes = 16;
    public const string SchemaKey = "avro.schema";
    public const string CodecKey = "avro.codec";

    /// <summary>The first four bytes.</summary>
    public static ReadOnlySpan<byte> Magic => "Obj\u0001"u8;

    /// <summary>Name of a codec in the file's header.</summary>
    public static string Word(AvroCodec codec) => codec switch
    {
        AvroCodec.Null => "null",
        AvroCodec.Deflate => "deflate",
        _ => throw new ArgumentOutOfRangeException(nameof(codec), codec, "Not a codec."),
    };
}
