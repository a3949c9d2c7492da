namespace StreamPulse.Operations.Generate;

/// <summary>A record was not acknowledged. External; whether it is in the topic may not be known.</summary>
public sealed class DeliveryFailedException(string message) : Exception(message);
