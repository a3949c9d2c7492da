using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamPulse.Log.Kafka.Native;

/// <summary>
/// librdkafka's own handle of a managed client, which Confluent.Kafka does not publish. Only this and <see cref="LibrdkafkaApi"/> depend on
/// its internals; where they have changed, <see cref="Of"/> throws and the managed path is used (docs/adr/0010).
/// </summary>
internal static class ClientHandle
{
    /// <summary>The handle; alive as long as the client is.</summary>
    /// <exception cref="MissingMethodException">Confluent.Kafka has changed.</exception>
    public static SafeHandle Of(IClient client)
        => (SafeHandle)GetLibrdkafkaHandle(client.Handle)!;

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_LibrdkafkaHandle")]
    [return: UnsafeAccessorType("Confluent.Kafka.Impl.SafeKafkaHandle, Confluent.Kafka")]
    private static extern object? GetLibrdkafkaHandle(Handle handle);
}
