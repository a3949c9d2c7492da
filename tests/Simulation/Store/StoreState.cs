using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Detection;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Simulation.Store;

/// <summary>What is durable: the tables, as plain collections.</summary>
internal sealed class StoreState
{
    private static readonly AccumulatorKind[] Kinds = Enum.GetValues<AccumulatorKind>();

    public long WatermarkMs { get; set; } = Watermark.None;

    /// <summary>How often an operator has set the watermark back.</summary>
    public long WatermarkSetBacks { get; set; }

    /// <summary>How many times windows were closed.</summary>
    public long Closings => ClosingHistory.Count;

    /// <summary>Every closing, in order.</summary>
    public List<Closing> ClosingHistory { get; } = [];

    public SortedDictionary<int, StoredCheckpoint> Checkpoints { get; } = [];

    /// <summary>Which commit moved a partition's checkpoint last.</summary>
    public Dictionary<int, Guid> LastCommits { get; } = [];

    public SortedDictionary<long, ClosedWindow> ClosedWindows { get; } = [];

    public SortedDictionary<(long WindowStartMs, int Partition, int Version), byte[]> Partials { get; } = [];

    /// <summary>The versions by partition that rows are made of.</summary>
    public SortedDictionary<(long WindowStartMs, AccumulatorKind Kind), IReadOnlyDictionary<int, int>> RowVersions { get; } = [];

    public Dictionary<(string Table, string Key, long WindowStartMs), StoredRow> Rows { get; } = [];

    public SortedDictionary<(int Partition, long Offset), LateEvent> LateEvents { get; } = [];

    public SortedDictionary<(int Partition, long Offset), DeadLetter> DeadLetters { get; } = [];

    public Dictionary<(AlertType Type, string Region, long FirstWindowStartMs), (Alert Alert, long? ResolvedAtMs)> Alerts { get; } = [];

    public SortedDictionary<string, string> DetectorStates { get; } = new(StringComparer.Ordinal);

    /// <summary>Where a partition's checkpoint stands; -1 where there is none.</summary>
    public long OffsetOf(int partition) => Checkpoints.TryGetValue(partition, out var checkpoint) ? checkpoint.NextOffset : -1;

    /// <summary>Whether the window takes no events any more.</summary>
    public bool IsRetired(long windowStartMs) => ClosedWindows.TryGetValue(windowStartMs, out var window) && window.IsRetired;

    /// <summary>Versions by partition that are committed of a window.</summary>
    public Dictionary<int, int> CommittedVersions(long windowStartMs)
        => Partials.Keys.Where(k => k.WindowStartMs == windowStartMs)
            .GroupBy(static k => k.Partition).ToDictionary(static g => g.Key, static g => g.Max(static k => k.Version));

    /// <summary>Whether rows of the window lack something that is committed.</summary>
    public bool IsDue(long windowStartMs) => Kinds.Any(kind => IsDue(windowStartMs, kind));

    /// <summary>The same for the rows of one kind.</summary>
    public bool IsDue(long windowStartMs, AccumulatorKind kind)
        => CommittedVersions(windowStartMs).Any(c =>
            !RowVersions.TryGetValue((windowStartMs, kind), out var made) || made.GetValueOrDefault(c.Key) < c.Value);

    /// <summary>Whether rows of any window lack something that is committed.</summary>
    public bool HasDueRows() => Partials.Keys.Select(static k => k.WindowStartMs).Distinct().Any(IsDue);

    /// <summary>Removes partials.</summary>
    public void RemovePartials(Func<(long WindowStartMs, int Partition, int Version), bool> which)
    {
        foreach (var key in Partials.Keys.Where(which).ToList())
            Partials.Remove(key);
    }
}

/// <summary>Windows that were closed in one transaction, and where the checkpoints were then.</summary>
internal sealed record Closing(IReadOnlyList<long> WindowStartsMs, IReadOnlyDictionary<int, long> Offsets);

/// <summary>A row of closed_windows.</summary>
/// <param name="ClosedAt">By the store's clock.</param>
internal sealed record ClosedWindow(TimeSpan ClosedAt, bool IsRetired);
