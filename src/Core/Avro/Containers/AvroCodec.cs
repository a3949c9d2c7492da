namespace StreamPulse.Core.Avro.Containers;

/// <summary>How a container file's blocks are compressed.</summary>
public enum AvroCodec
{
    /// <summary>Not at all.</summary>
    Null,

    /// <summary>Deflate (RFC 1951) without a zlib header.</summary>
    Deflate,
}
