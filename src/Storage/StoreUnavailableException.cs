namespace StreamPulse.Storage;

/// <summary>PostgreSQL cannot be reached or cannot write just now. External; trying again can help.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
