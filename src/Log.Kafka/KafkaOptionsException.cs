namespace StreamPulse.Log.Kafka;

/// <summary>The Kafka options cannot work. The user's fault; the message names the key and what is allowed.</summary>
public sealed class KafkaOptionsException(string message, Exception? inner = null) : Exception(message, inner);
