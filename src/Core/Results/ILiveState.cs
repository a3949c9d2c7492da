namespace StreamPulse.Core.Results;

/// <summary>Port to the windows that are still open, in this process or in another.</summary>
public interface ILiveState
{
    /// <summary>A consistent view; at most some tens of milliseconds old.</summary>
    /// <exception cref="LiveStateUnavailableException">The process that holds the windows cannot answer now.</exception>
    ValueTask<LiveSnapshot> GetAsync(CancellationToken cancellationToken);
}

/// <summary>
/// The open windows: those that have no committed rows yet. A reader that adds stored rows to them takes the snapshot first and
/// leaves out stored rows whose window is among <see cref="OpenWindows"/>, so that a window that closes in between is not counted twice.
/// </summary>
/// <param name="TakenAt">When the snapshot was made.</param>
/// <param name="Watermark">Merged event-time watermark; null before the first event.</param>
/// <param name="OpenWindows">Every window that has data and no committed rows yet, ascending.</param>
public sealed record LiveSnapshot(
    DateTimeOffset TakenAt,
    DateTimeOffset? Watermark,
    IReadOnlyList<WindowRange> OpenWindows,
    IReadOnlyList<ContentWindowRow> Contents,
    IReadOnlyList<RegionWindowRow> Regions,
    IReadOnlyList<DeviceWindowRow> Devices);

/// <summary>The live state is not available now; a retry can help.</summary>
public sealed class LiveStateUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
