using StreamPulse.Core.Events;

namespace StreamPulse.Operations.Generate;

/// <summary>Where generated events go.</summary>
public interface IEventOutput : IAsyncDisposable
{
    /// <summary>
    /// Writes all events, in order, and returns when they are written; for a topic, when they are sent and a bounded number is in flight.
    /// </summary>
    Task WriteAsync(IReadOnlyList<ContentDownloadEvent> events, CancellationToken cancellationToken);
}
