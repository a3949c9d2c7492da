namespace StreamPulse.Pipeline.Ports;

/// <summary>The store cannot be reached or cannot write just now. An outage; trying again can help.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
