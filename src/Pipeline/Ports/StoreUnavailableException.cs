namespace StreamPulse.Pipeline.Ports;

/// <summary>The store cannot be reached or cannot write at the moment. An outage; a retry can help.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether its disk is full: nothing was written, and somebody has to make room.</summary>
    public bool IsFull { get; init; }
}
