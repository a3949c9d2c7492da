namespace StreamPulse.Core.Results;

/// <summary>The committed results cannot be had just now: the store is away, or took too long. External; trying again can help.</summary>
public sealed class StoredResultsUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
