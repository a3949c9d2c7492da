using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Windows;

namespace StreamPulse.Pipeline.Ports;

/// <summary>
/// Calls to a partition's operator, wherever it runs. A call may be lost, made twice, or answered by an activation that was replaced.
/// </summary>
public interface IPartitionPeer
{
    /// <summary>Tells the partition what is known of the log and of its windows, and asks how far it is.</summary>
    /// <exception cref="TimeoutException">No answer came; whether the call was carried out is not known.</exception>
    Task<PartitionReport> ReportAsync(int partition, PartitionNews news, CancellationToken cancellationToken);

    /// <summary>What the partition has committed of some windows.</summary>
    /// <exception cref="TimeoutException">No answer came.</exception>
    Task<CommittedPartials[]> GetCommittedAsync(int partition, CommittedRequest request, CancellationToken cancellationToken);

    /// <summary>Commits now.</summary>
    /// <exception cref="TimeoutException">No answer came; whether the call was carried out is not known.</exception>
    Task CommitAsync(int partition, CancellationToken cancellationToken);
}

/// <summary>What closing sends to a partition.</summary>
/// <param name="EndOffset">End of the partition in the log, as last read.</param>
/// <param name="AskedAfter">
/// <see cref="PartitionReport.At"/> of a report of <paramref name="SeenActivation"/> that had arrived when the log's end was read; null if
/// none had. By this, and not by a clock, the partition knows that the end was read after that moment, however long this message took.
/// </param>
/// <param name="Sealed">Whether nothing will be appended any more.</param>
/// <param name="ClosedWindows">Windows that the partition reported as open and that are closed.</param>
/// <param name="SeenActivation">Activation of the last report that arrived.</param>
/// <param name="SeenCommits">Commits of that report.</param>
public sealed record PartitionNews(
    long EndOffset, long? AskedAfter, bool Sealed, long[] ClosedWindows, Guid SeenActivation, long SeenCommits);

/// <summary>The progress of a partition.</summary>
/// <param name="Phase">Its phase for the merged watermark; active while anything that it has read is not committed.</param>
/// <param name="NextOffset">Offset after the last record that was read.</param>
/// <param name="CommittedOffset">The same in the checkpoint.</param>
/// <param name="MaxEventTimeMs">Latest event time read, or <see cref="Watermark.None"/>.</param>
/// <param name="CommittedBoundedTimeMs">
/// Latest bounded time of the checkpoint: windows close by it, so that no event that was in time is missing in their rows.
/// </param>
/// <param name="PassedBeforeMs">Windows that start before this accept no events here any more.</param>
/// <param name="OpenWindows">Windows with events that the partition does not know to be closed, committed or not.</param>
/// <param name="Activation">Distinguishes this activation from others of the partition.</param>
/// <param name="Commits">Commits of this activation; the checkpoint it started from is the first.</param>
/// <param name="Versions">Windows that were committed after the commits that the caller has seen, with their versions.</param>
/// <param name="At">Time stamp of the activation's own clock, without meaning for others.</param>
public sealed record PartitionReport(
    int Partition,
    PartitionPhase Phase,
    long NextOffset,
    long CommittedOffset,
    long MaxEventTimeMs,
    long CommittedBoundedTimeMs,
    long PassedBeforeMs,
    long[] OpenWindows,
    Guid Activation,
    long Commits,
    WindowVersion[] Versions,
    long At)
{
    /// <summary>What keeps the partition from reading or committing; null for nothing.</summary>
    public PipelineProblem? Problem { get; init; }

    /// <summary>Live answers hold everything before this offset; offsets without a record at the end of the log count.</summary>
    public long LiveOffset { get; init; }

    /// <summary>Time of the last record that was read, milliseconds since the Unix epoch; null where that is not known.</summary>
    public long? LastRecordTimeMs { get; init; }
}

/// <summary>The version of a window of a partition that is committed.</summary>
public readonly record struct WindowVersion(long WindowStartMs, int Version);

/// <summary>Which committed partials are wanted.</summary>
/// <param name="Since">By position with the windows: the version that the caller has; 0 for everything.</param>
public sealed record CommittedRequest(AccumulatorKind Kind, long[] WindowStartsMs, int[] Since);

/// <summary>Committed partials of a window.</summary>
/// <param name="Version">
/// The version that they make up together with what the caller has, 0 where nothing is committed; null where the window is not in memory
/// here: the store has it.
/// </param>
/// <param name="Partials">Those that changed after the version that the caller has.</param>
public sealed record CommittedPartials(int? Version, DownloadAccumulator[] Partials);
