using StreamPulse.Core.Accumulators;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Storage.Restore;

/// <summary>What the store knows of the pipeline, to go on from.</summary>
/// <param name="WatermarkMs">Merged watermark at the last commit, or <see cref="Core.Windows.Watermark.None"/>.</param>
/// <param name="Checkpoints">By partition.</param>
/// <param name="ClosedWindowStarts">Windows that have rows and can still be revised.</param>
/// <param name="RetiredWindowStarts">Windows that have rows and can no longer be revised.</param>
/// <param name="DetectorStates">JSON by region.</param>
public sealed record StoredPipeline(
    long WatermarkMs,
    IReadOnlyDictionary<int, StoredCheckpoint> Checkpoints,
    IReadOnlySet<long> ClosedWindowStarts,
    IReadOnlySet<long> RetiredWindowStarts,
    IReadOnlyDictionary<string, string> DetectorStates);


/// <summary>All stored partials of one window of one partition.</summary>
/// <param name="NextSegment">Number that the next segment gets.</param>
public sealed record StoredPartials(int Partition, long WindowStartMs, int NextSegment, IReadOnlyList<DownloadAccumulator> Partials);
