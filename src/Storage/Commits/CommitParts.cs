using StreamPulse.Core.Partials;

namespace StreamPulse.Storage.Commits;

/// <summary>A partition's step from one checkpoint to the next.</summary>
/// <param name="PreviousOffset">The offset that the checkpoint must have; otherwise another process has taken over.</param>
public sealed record CheckpointAdvance(
    int Partition, long PreviousOffset, long NextOffset, long MaxEventTimeMs, long MaxBoundedTimeMs, PartitionTotals Totals);

/// <summary>Encoded partials of one window of one partition.</summary>
/// <param name="Segment">Number within the window and partition; a higher one overrides keys of lower ones.</param>
/// <param name="ReplacesEarlier">Whether it holds every partial of the window and partition, so that lower segments can be deleted.</param>
public sealed record PartialSegment(int Partition, long WindowStartMs, int Segment, bool ReplacesEarlier, byte[] Payload);

/// <summary>A late event and its partition.</summary>
public sealed record PartitionLateEvent(int Partition, LateEvent Event);

/// <summary>A dead letter and its partition.</summary>
public sealed record PartitionDeadLetter(int Partition, DeadLetter Letter);

/// <summary>A gap and its partition.</summary>
public sealed record PartitionGap(int Partition, LogGap Gap);

/// <summary>A region's alert rules after the last closed window, as JSON.</summary>
public sealed record DetectorStateRow(string Region, string StateJson);
