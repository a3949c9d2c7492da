namespace StreamPulse.Log.Kafka;

/// <summary>librdkafka cannot be loaded: the installation is broken, and a retry does not help.</summary>
public sealed class ClientLibraryException(Exception cause)
    : Exception($"librdkafka cannot be loaded: {cause.GetBaseException().Message}", cause);
