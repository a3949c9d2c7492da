using StreamPulse.Core.Detection;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;

namespace StreamPulse.Storage.Commits;

/// <summary>
/// What belongs together and is committed in one transaction: how far each partition is, the partials and rows that say so,
/// and what the alert rules made of the windows that closed. After any crash the store holds all of a batch or nothing of it.
/// </summary>
/// <param name="WatermarkMs">Merged watermark that the batch's windows were closed by.</param>
/// <param name="Checkpoints">
/// One for each partition that is not finished, also where nothing moved: it proves that nobody else has moved it.
/// </param>
/// <param name="ClosedWindows">Windows that close with this batch.</param>
/// <param name="Rows">Rows of those and revised rows of windows closed before.</param>
public sealed record CommitBatch(
    long WatermarkMs,
    IReadOnlyList<CheckpointAdvance> Checkpoints,
    IReadOnlyList<PartialSegment> Segments,
    IReadOnlyList<WindowRange> ClosedWindows,
    IReadOnlyList<WindowRows> Rows,
    IReadOnlyList<PartitionLateEvent> LateEvents,
    IReadOnlyList<PartitionDeadLetter> DeadLetters,
    IReadOnlyList<AlertChange> Alerts,
    IReadOnlyList<DetectorStateRow> DetectorStates)
{
    /// <summary>Stretches of the log that were lost before they were read and that the checkpoints pass.</summary>
    public IReadOnlyList<PartitionGap> Gaps { get; init; } = [];

    /// <summary>
    /// Term of the engine that commits; a later engine's claim refuses it. Null is not checked.
    /// </summary>
    public long? Term { get; init; }

    /// <summary>
    /// Tells this commit from any other, also from one that moves the same checkpoints to the same offsets. The same for every attempt.
    /// </summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>A new batch that holds nothing yet.</summary>
    public static CommitBatch Empty => new(Watermark.None, [], [], [], [], [], [], [], []);
}

/// <summary>A partition's step from one checkpoint to the next.</summary>
/// <param name="PreviousOffset">Where the checkpoint must stand now; otherwise another process has taken over.</param>
public sealed record CheckpointAdvance(int Partition, long PreviousOffset, long NextOffset, long MaxEventTimeMs, PartitionTotals Totals);

/// <summary>Encoded partials of one window of one partition.</summary>
/// <param name="Segment">Number within the window and partition; a higher one overrides keys of lower ones.</param>
/// <param name="ReplacesEarlier">Whether it holds every partial of the window and partition, so that lower segments can go.</param>
public sealed record PartialSegment(int Partition, long WindowStartMs, int Segment, bool ReplacesEarlier, byte[] Payload);

/// <summary>A late event and its partition.</summary>
public sealed record PartitionLateEvent(int Partition, LateEvent Event);

/// <summary>A dead letter and its partition.</summary>
public sealed record PartitionDeadLetter(int Partition, DeadLetter Letter);

/// <summary>A gap and its partition.</summary>
public sealed record PartitionGap(int Partition, LogGap Gap);

/// <summary>A region's alert rules after the last closed window, as JSON.</summary>
public sealed record DetectorStateRow(string Region, string StateJson);
