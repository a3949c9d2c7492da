using StreamPulse.Core.Accumulators;

namespace StreamPulse.Grains.Interfaces;

/// <summary>Reads one partition of the log and keeps its partials and its checkpoint. Its key is the partition's number.</summary>
[Alias("StreamPulse.IPartitionGrain")]
public interface IPartitionGrain : IGrainWithIntegerKey
{
    /// <summary>Tells the partition what the pipeline knows, and asks how far it is.</summary>
    [Alias("Report")]
    Task<PartitionReport> ReportAsync(PartitionNews news);

    /// <summary>First step of closing: from now on every change of these windows is told to their keys. Repeating it changes nothing.</summary>
    [Alias("PrepareClose")]
    Task PrepareCloseAsync(WindowList windows);

    /// <summary>
    /// Second step, when all partitions have taken the first: begins to write the rows of all its keys in these windows, and says after a second at most
    /// whether they are durable. It is asked until it says so; an activation that has not been asked before begins anew.
    /// </summary>
    [Alias("WriteRows")]
    Task<bool> WriteRowsAsync(WindowList windows);

    /// <summary>Writes the checkpoint now. Rows of closed windows are durable before it.</summary>
    [Alias("Checkpoint")]
    Task CheckpointAsync();

    /// <summary>Gives windows up for good: later events of them are late ones.</summary>
    [Alias("Retire")]
    Task RetireAsync(WindowList windows);

    /// <summary>Tells an activation that another one has taken the partition over, with this term; it ends, unless it is that one or a later one.</summary>
    [Alias("Replaced")]
    Task ReplacedAsync(long term);

    /// <summary>What this partition's prefix says of some keys.</summary>
    [Alias("GetPartials")]
    Task<PartialsAnswer> GetPartialsAsync(PartialsRequest request);

    /// <summary>Partials of some windows that changed since the caller last asked.</summary>
    [Alias("GetChanges")]
    Task<PartitionChanges> GetChangesAsync(ChangesRequest request);

    /// <summary>Numbers of downloads by content that changed since the caller last asked.</summary>
    [Alias("GetContentCounts")]
    Task<ContentCounts> GetContentCountsAsync(ContentCountsRequest request);
}

/// <summary>Starts of windows, milliseconds since the Unix epoch.</summary>
[GenerateSerializer, Immutable, Alias("StreamPulse.WindowList")]
public sealed record WindowList([property: Id(0)] long[] StartsMs);

/// <summary>What the pipeline tells a partition.</summary>
/// <param name="EndOffset">End of the partition in the log, as it was <paramref name="EndAge"/> ago.</param>
/// <param name="EndAge">How long ago the log was asked.</param>
/// <param name="Sealed">Whether nothing will be appended any more.</param>
/// <param name="EarliestOffset">First offset that the log still has.</param>
/// <param name="ClosedWindows">Windows that the partition reported as open and that are closed.</param>
[GenerateSerializer, Immutable, Alias("StreamPulse.PartitionNews")]
public sealed record PartitionNews(
    [property: Id(0)] long EndOffset,
    [property: Id(1)] TimeSpan EndAge,
    [property: Id(2)] bool Sealed,
    [property: Id(3)] long EarliestOffset,
    [property: Id(4)] long[] ClosedWindows);

/// <summary>How far a partition is.</summary>
/// <param name="Phase">0 active, 1 idle, 2 finished: <see cref="Core.Windows.PartitionPhase"/>.</param>
/// <param name="NextOffset">Offset after the last record that is in.</param>
/// <param name="CommittedOffset">The same in the checkpoint.</param>
/// <param name="PassedBeforeMs">Windows that start before this take no events here any more.</param>
/// <param name="OpenWindows">Windows with events that the partition does not know to be closed.</param>
/// <param name="Settled">Whether everything taken is in the checkpoint, and every row it has a part in is durable.</param>
[GenerateSerializer, Immutable, Alias("StreamPulse.PartitionReport")]
public sealed record PartitionReport(
    [property: Id(0)] int Partition,
    [property: Id(1)] byte Phase,
    [property: Id(2)] long NextOffset,
    [property: Id(3)] long CommittedOffset,
    [property: Id(4)] long MaxEventTimeMs,
    [property: Id(5)] long PassedBeforeMs,
    [property: Id(6)] long[] OpenWindows,
    [property: Id(7)] bool Settled);

/// <summary>Which keys of which windows; the three arrays belong together by position.</summary>
[GenerateSerializer, Immutable, Alias("StreamPulse.PartialsRequest")]
public sealed record PartialsRequest(
    [property: Id(0)] long[] WindowStartsMs,
    [property: Id(1)] byte[] Kinds,
    [property: Id(2)] byte[][] Keys);

/// <summary>The partials by position; null where the partition has none.</summary>
/// <param name="Term">Of the activation that answers: rows are made of it only while that is the partition's latest one.</param>
[GenerateSerializer, Immutable, Alias("StreamPulse.PartialsAnswer")]
public sealed record PartialsAnswer([property: Id(0)] DownloadAccumulator?[] Partials, [property: Id(1)] long Term);

/// <summary>Which partials are wanted.</summary>
/// <param name="Activation">Of the last answer; another activation answers with everything.</param>
/// <param name="Version">Of the last answer.</param>
/// <param name="KnownWindows">Windows among <paramref name="Windows"/> that the caller has already asked for.</param>
[GenerateSerializer, Immutable, Alias("StreamPulse.ChangesRequest")]
public sealed record ChangesRequest(
    [property: Id(0)] Guid Activation,
    [property: Id(1)] long Version,
    [property: Id(2)] long[] Windows,
    [property: Id(3)] long[] KnownWindows);

/// <summary>Changed partials.</summary>
/// <param name="NextOffset">The prefix that they are of.</param>
/// <param name="WindowStartsMs">By position with <paramref name="Partials"/>.</param>
[GenerateSerializer, Immutable, Alias("StreamPulse.PartitionChanges")]
public sealed record PartitionChanges(
    [property: Id(0)] Guid Activation,
    [property: Id(1)] long Version,
    [property: Id(2)] long NextOffset,
    [property: Id(3)] long[] WindowStartsMs,
    [property: Id(4)] DownloadAccumulator[][] Partials);

/// <summary>Which counts are wanted: of windows from <paramref name="FromWindowStartMs"/> on, changed since <paramref name="Version"/>.</summary>
[GenerateSerializer, Immutable, Alias("StreamPulse.ContentCountsRequest")]
public sealed record ContentCountsRequest(
    [property: Id(0)] Guid Activation,
    [property: Id(1)] long Version,
    [property: Id(2)] long FromWindowStartMs);

/// <summary>Whole counts, not differences; the arrays belong together by position.</summary>
[GenerateSerializer, Immutable, Alias("StreamPulse.ContentCounts")]
public sealed record ContentCounts(
    [property: Id(0)] Guid Activation,
    [property: Id(1)] long Version,
    [property: Id(2)] long[] WindowStartsMs,
    [property: Id(3)] string[] ContentIds,
    [property: Id(4)] long[] Totals,
    [property: Id(5)] long[] Successful);
