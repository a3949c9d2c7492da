using System.Runtime.InteropServices;

namespace StreamPulse.Log.Kafka.Native;

/// <summary>
/// The calls of librdkafka's public C interface (rdkafka.h) that Confluent.Kafka does not offer, taken from the library that it has loaded.
/// Lengths in bytes, times in milliseconds.
/// </summary>
internal sealed unsafe class LibrdkafkaApi
{
    private static readonly Lazy<LibrdkafkaApi> Loaded = new(static () => new LibrdkafkaApi());

    private LibrdkafkaApi()
    {
        var library = NativeLibrary.Load(ClientLibrary.FindLoaded());
        GetPartitionQueue =
            (delegate* unmanaged[Cdecl]<nint, byte*, int, nint>)NativeLibrary.GetExport(library, "rd_kafka_queue_get_partition");
        ForwardQueue = (delegate* unmanaged[Cdecl]<nint, nint, void>)NativeLibrary.GetExport(library, "rd_kafka_queue_forward");
        EnableQueueCallback = (delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<nint, nint, void>, nint, void>)
            NativeLibrary.GetExport(library, "rd_kafka_queue_cb_event_enable");
        DestroyQueue = (delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(library, "rd_kafka_queue_destroy");
        ConsumeBatch = (delegate* unmanaged[Cdecl]<nint, int, NativeMessage**, nuint, nint>)NativeLibrary.GetExport(
            library, "rd_kafka_consume_batch_queue");
        Timestamp = (delegate* unmanaged[Cdecl, SuppressGCTransition]<NativeMessage*, int*, long>)NativeLibrary.GetExport(
            library, "rd_kafka_message_timestamp");
        Headers = (delegate* unmanaged[Cdecl, SuppressGCTransition]<NativeMessage*, nint*, int>)NativeLibrary.GetExport(
            library, "rd_kafka_message_headers");
        LastHeader = (delegate* unmanaged[Cdecl]<nint, byte*, byte**, nuint*, int>)NativeLibrary.GetExport(
            library, "rd_kafka_header_get_last");
        DestroyMessage = (delegate* unmanaged[Cdecl]<NativeMessage*, void>)NativeLibrary.GetExport(library, "rd_kafka_message_destroy");
    }

    /// <summary>The one instance.</summary>
    /// <exception cref="DllNotFoundException">Confluent.Kafka could not load librdkafka, or it cannot be found again.</exception>
    /// <exception cref="EntryPointNotFoundException">The library lacks a call.</exception>
    public static LibrdkafkaApi Instance => Loaded.Value;

    /// <summary>(client, topic in UTF-8 with a closing 0, partition): the partition's own queue.</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, int, nint> GetPartitionQueue { get; }

    /// <summary>(from, to): to 0 ends the forwarding for ever.</summary>
    public delegate* unmanaged[Cdecl]<nint, nint, void> ForwardQueue { get; }

    /// <summary>(queue, callback, opaque): calls back, from a thread of librdkafka's, when an empty queue gets something.</summary>
    public delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<nint, nint, void>, nint, void> EnableQueueCallback { get; }

    public delegate* unmanaged[Cdecl]<nint, void> DestroyQueue { get; }

    /// <summary>
    /// (queue, timeout, messages, room): number of messages, or -1. With timeout 0, returns what is there; a longer one waits for a full
    /// batch.
    /// </summary>
    public delegate* unmanaged[Cdecl]<nint, int, NativeMessage**, nuint, nint> ConsumeBatch { get; }

    /// <summary>(message, type of the time): milliseconds since the Unix epoch, or -1.</summary>
    public delegate* unmanaged[Cdecl, SuppressGCTransition]<NativeMessage*, int*, long> Timestamp { get; }

    /// <summary>(message, headers): 0, or an error where the message has none. They live as long as the message.</summary>
    public delegate* unmanaged[Cdecl, SuppressGCTransition]<NativeMessage*, nint*, int> Headers { get; }

    /// <summary>(headers, name in UTF-8 with a closing 0, value, its length): 0, or an error where there is none of that name.</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, byte**, nuint*, int> LastHeader { get; }

    public delegate* unmanaged[Cdecl]<NativeMessage*, void> DestroyMessage { get; }
}
