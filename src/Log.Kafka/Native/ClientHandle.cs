using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamPulse.Log.Kafka.Native;

/// <summary>
/// librdkafka's own handle of a managed client, which Confluent.Kafka keeps to itself. This and <see cref="LibrdkafkaApi"/> are all that depends on
/// its insides; where it changes, <see cref="Of"/> says so and the managed path is taken (docs/adr/0010).
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
