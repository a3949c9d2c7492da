using StreamPulse.Core.Accumulators;

namespace StreamPulse.Grains.Interfaces;

/// <summary>Reads one partition of the log and keeps its partials and its checkpoint. Its key is the partition's number.</summary>
[Alias("StreamPulse.IPartitionGrain")]
public interface IPartitionGrain : IGrainWithIntegerKey
{
    /// <summary>Sends the partition what the pipeline knows, and returns its progress.</summary>
    [Alias("Report")]
    Task<PartitionReportMessage> ReportAsync(PartitionNewsMessage news);

    /// <summary>Commits what was read, with its offset.</summary>
    [Alias("Checkpoint")]
    Task CheckpointAsync();

    /// <summary>What the partition has committed of some windows.</summary>
    [Alias("GetCommitted")]
    Task<CommittedPartialsMessage[]> GetCommittedAsync(CommittedRequestMessage request);

    /// <summary>Partials of some windows that changed since the caller's last request, committed or not.</summary>
    [Alias("GetChanges")]
    Task<PartitionChanges> GetChangesAsync(ChangesRequest request);
}

/// <summary>Starts of windows, milliseconds since the Unix epoch.</summary>
[GenerateSerializer, Immutable, Alias("StreamPulse.WindowList")]
public sealed record WindowList([property: Id(0)] long[] StartsMs);

/// <summary><see cref="Pipeline.Ports.PartitionNews"/> on its way.</summary>
[GenerateSerializer, Immutable, Alias("StreamPulse.PartitionNewsMessage")]
public sealed record PartitionNewsMessage(
    [property: Id(0)] long EndOffset,
    [property: Id(1)] long? AskedAfter,
    [property: Id(2)] bool Sealed,
    [property: Id(3)] long[] ClosedWindows,
    [property: Id(4)] Guid SeenActivation,
    [property: Id(5)] long SeenCommits);

/// <summary><see cref="Pipeline.Ports.PartitionReport"/> on its way.</summary>
/// <param name="Phase">0 active, 1 idle, 2 finished: <see cref="Core.Windows.PartitionPhase"/>.</param>
/// <param name="VersionWindows">By position with <paramref name="Versions"/>.</param>
[GenerateSerializer, Immutable, Alias("StreamPulse.PartitionReportMessage")]
public sealed record PartitionReportMessage(
    [property: Id(0)] int Partition,
    [property: Id(1)] byte Phase,
    [property: Id(2)] long NextOffset,
    [property: Id(3)] long CommittedOffset,
    [property: Id(4)] long MaxEventTimeMs,
    [property: Id(5)] long CommittedBoundedTimeMs,
    [property: Id(6)] long PassedBeforeMs,
    [property: Id(7)] long[] OpenWindows,
    [property: Id(8)] Guid Activation,
    [property: Id(9)] long Commits,
    [property: Id(10)] long[] VersionWindows,
    [property: Id(11)] int[] Versions,
    [property: Id(12)] long At)
{
    /// <summary><see cref="Pipeline.Ports.PipelineProblemKind"/> of <see cref="Problem"/>.</summary>
    [Id(13)]
    public byte ProblemKind { get; init; }

    /// <summary>What keeps the partition from reading or committing; null for nothing.</summary>
    [Id(14)]
    public string? Problem { get; init; }

    /// <summary>Live answers hold everything before this offset.</summary>
    [Id(16)]
    public long LiveOffset { get; init; }

    /// <summary>Time of the last record that was read; null where that is not known.</summary>
    [Id(15)]
    public long? LastRecordTimeMs { get; init; }
}

/// <summary><see cref="Pipeline.Ports.CommittedRequest"/> on its way.</summary>
/// <param name="Kind"><see cref="AccumulatorKind"/>.</param>
[GenerateSerializer, Immutable, Alias("StreamPulse.CommittedRequest")]
public sealed record CommittedRequestMessage(
    [property: Id(0)] byte Kind,
    [property: Id(1)] long[] WindowStartsMs,
    [property: Id(2)] int[] Since);

/// <summary><see cref="Pipeline.Ports.CommittedPartials"/> on its way.</summary>
[GenerateSerializer, Immutable, Alias("StreamPulse.CommittedPartials")]
public sealed record CommittedPartialsMessage([property: Id(0)] int? Version, [property: Id(1)] DownloadAccumulator[] Partials);

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
/// <param name="NextOffset">The prefix that they belong to.</param>
/// <param name="WindowStartsMs">By position with <paramref name="Partials"/>.</param>
[GenerateSerializer, Immutable, Alias("StreamPulse.PartitionChanges")]
public sealed record PartitionChanges(
    [property: Id(0)] Guid Activation,
    [property: Id(1)] long Version,
    [property: Id(2)] long NextOffset,
    [property: Id(3)] long[] WindowStartsMs,
    [property: Id(4)] DownloadAccumulator[][] Partials)
{
    /// <summary>Requested windows that the partition had events of and no longer holds: they are closed.</summary>
    [Id(5)]
    public long[] Evicted { get; init; } = [];
}
