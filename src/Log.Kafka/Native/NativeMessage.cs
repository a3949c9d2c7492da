using System.Runtime.InteropServices;

namespace StreamPulse.Log.Kafka.Native;

/// <summary><c>rd_kafka_message_t</c> of librdkafka's public header rdkafka.h, whose layout is part of its stable interface.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMessage
{
    /// <summary>0 for a record; otherwise <see cref="Payload"/> is a text about the error.</summary>
    public int Error;

    public nint Topic;

    public int Partition;

    public byte* Payload;

    public nuint PayloadLength;

    public byte* Key;

    public nuint KeyLength;

    public long Offset;

    public nint Private;
}
