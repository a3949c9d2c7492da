namespace StreamPulse.Storage;

/// <summary>PostgreSQL cannot be reached or cannot write now. External; a retry can help.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
