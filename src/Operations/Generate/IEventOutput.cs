using StreamPulse.Core.Events;

namespace StreamPulse.Operations.Generate;

/// <summary>Where generated events go.</summary>
public interface IEventOutput : IAsyncDisposable
{
    /// <summary>
    /// Takes all events, in order, and returns when they are where they belong, or, to a topic, on their bounded way there.
    /// </summary>
    Task WriteAsync(IReadOnlyList<ContentDownloadEvent> events, CancellationToken cancellationToken);
}
