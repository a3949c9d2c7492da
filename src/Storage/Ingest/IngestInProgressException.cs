namespace StreamPulse.Storage.Ingest;

/// <summary>Another request is appending one of the same events and has not ended in time. A retry can help.</summary>
public sealed class IngestInProgressException(Exception inner)
    : Exception("Another request is appending some of these events. Try again.", inner);
