using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Detection;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.DeterministicSimulation.Store;

/// <summary>What is durable: the tables, as plain collections.</summary>
internal sealed class StoreState
{
    public PipelineSettings? Settings { get; set; }

    public LogIdentity? Log { get; set; }

    public long WatermarkMs { get; set; } = Watermark.None;

    /// <summary>How many times operators have closed windows.</summary>
    public long Closings { get; set; }

    /// <summary>Term of the engine that claimed last.</summary>
    public long Term { get; set; }

    public SortedDictionary<int, StoredCheckpoint> Checkpoints { get; } = [];

    /// <summary>Which commit moved a partition's checkpoint last.</summary>
    public Dictionary<int, Guid> LastCommits { get; } = [];

    public SortedDictionary<long, ClosedWindow> ClosedWindows { get; } = [];

    public SortedDictionary<(long WindowStartMs, int Partition, int Segment), byte[]> Partials { get; } = [];

    /// <summary>The versions by partition that rows are made of.</summary>
    public SortedDictionary<(long WindowStartMs, AccumulatorKind Kind), IReadOnlyDictionary<int, int>> RowVersions { get; } = [];

    public Dictionary<(string Table, string Key, long WindowStartMs), StoredRow> Rows { get; } = [];

    public SortedDictionary<(int Partition, long Offset), LateEvent> LateEvents { get; } = [];

    public SortedDictionary<(int Partition, long Offset), DeadLetter> DeadLetters { get; } = [];

    public Dictionary<(AlertType Type, string Region, long FirstWindowStartMs), (Alert Alert, long? ResolvedAtMs)> Alerts { get; } = [];

    public SortedDictionary<string, string> DetectorStates { get; } = new(StringComparer.Ordinal);

    /// <summary>Versions by partition that are committed of a window.</summary>
    public Dictionary<int, int> CommittedVersions(long windowStartMs)
        => Partials.Keys.Where(k => k.WindowStartMs == windowStartMs)
            .GroupBy(static k => k.Partition).ToDictionary(static g => g.Key, static g => g.Max(static k => k.Segment) + 1);

    /// <summary>Whether rows of the window lack something that is committed.</summary>
    public bool IsDue(long windowStartMs)
        => CommittedVersions(windowStartMs).Any(c => Enum.GetValues<AccumulatorKind>().Any(kind =>
            !RowVersions.TryGetValue((windowStartMs, kind), out var made) || made.GetValueOrDefault(c.Key) < c.Value));

    /// <summary>The same for any window.</summary>
    public bool HasDueRows() => Partials.Keys.Select(static k => k.WindowStartMs).Distinct().Any(IsDue);
}

/// <summary>A row of closed_windows.</summary>
/// <param name="ClosedAt">By the store's clock.</param>
internal sealed record ClosedWindow(TimeSpan ClosedAt, bool IsRetired);
