using StreamPulse.Core.Detection;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Restore;

namespace StreamPulse.DeterministicSimulation.Store;

/// <summary>What is durable: the tables, as plain collections.</summary>
internal sealed class StoreState
{
    public PipelineSettings? Settings { get; set; }

    public LogIdentity? Log { get; set; }

    public long WatermarkMs { get; set; } = Watermark.None;

    /// <summary>Term of the engine that claimed last.</summary>
    public long Term { get; set; }

    public SortedDictionary<int, StoredCheckpoint> Checkpoints { get; } = [];

    /// <summary>Terms of the partitions' activations; 0 for none.</summary>
    public Dictionary<int, long> PartitionTerms { get; } = [];

    /// <summary>Which commit moved a partition's checkpoint last.</summary>
    public Dictionary<int, Guid> LastCommits { get; } = [];

    public SortedDictionary<long, ClosedWindow> ClosedWindows { get; } = [];

    public SortedDictionary<(long WindowStartMs, int Partition, int Segment), byte[]> Partials { get; } = [];

    /// <summary>Closed windows whose rows hold all that the partition's checkpoint says of them; the cluster's marks.</summary>
    public SortedSet<(long WindowStartMs, int Partition)> WrittenWindows { get; } = [];

    public Dictionary<(string Table, string Key, long WindowStartMs), StoredRow> Rows { get; } = [];

    public SortedDictionary<(int Partition, long Offset), LateEvent> LateEvents { get; } = [];

    public SortedDictionary<(int Partition, long Offset), DeadLetter> DeadLetters { get; } = [];

    public Dictionary<(AlertType Type, string Region, long FirstWindowStartMs), (Alert Alert, long? ResolvedAtMs)> Alerts { get; } = [];

    public SortedDictionary<string, string> DetectorStates { get; } = new(StringComparer.Ordinal);
}

/// <summary>A row of closed_windows.</summary>
/// <param name="ClosedAt">By the store's clock.</param>
internal sealed record ClosedWindow(TimeSpan ClosedAt, bool IsRetired);
