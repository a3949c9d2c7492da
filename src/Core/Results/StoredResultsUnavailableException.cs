namespace StreamPulse.Core.Results;

/// <summary>The committed results are not available now: the store does not answer, or took too long. External; a retry can help.</summary>
public sealed class StoredResultsUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
