using Orleans.Concurrency;

namespace StreamPulse.Grains.Interfaces;

/// <summary>The one grain that moves the merged watermark and closes windows. Its key is 0.</summary>
[Alias("StreamPulse.IPipelineGrain")]
public interface IPipelineGrain : IGrainWithIntegerKey
{
    /// <summary>Makes sure that it runs.</summary>
    [Alias("Start")]
    Task StartAsync();

    /// <summary>A partition has news, so it should be asked for a report. If this message is lost, it is asked a little later.</summary>
    [Alias("NoteNews"), OneWay]
    Task NoteNewsAsync();

    /// <summary>What is open, and how far the partitions were when they were last asked, which may be seconds ago.</summary>
    [Alias("GetState")]
    Task<PipelineState> GetStateAsync();

    /// <summary>The same after asking the partitions, or as of before if they do not answer within a tenth of a second.</summary>
    [Alias("AskState")]
    Task<PipelineState> AskStateAsync();
}

/// <summary>The pipeline at one moment.</summary>
/// <param name="WatermarkMs">Merged watermark, or <see cref="Core.Windows.Watermark.None"/>.</param>
/// <param name="OpenWindows">Windows that have events and are not closed, ascending.</param>
/// <param name="Partitions">
/// One report for each partition; none while the grain has just started and not all partitions have reported, and then it is not known
/// which windows are open.
/// </param>
/// <param name="Settled">Whether everything in the log is in rows and checkpoints, and no window is open.</param>
[GenerateSerializer, Immutable, Alias("StreamPulse.PipelineState")]
public sealed record PipelineState(
    [property: Id(0)] long WatermarkMs,
    [property: Id(1)] long[] OpenWindows,
    [property: Id(2)] PartitionReportMessage[] Partitions,
    [property: Id(3)] bool Settled)
{
    /// <summary><see cref="Pipeline.Ports.PipelineProblemKind"/> of <see cref="Problem"/>.</summary>
    [Id(4)]
    public byte ProblemKind { get; init; }

    /// <summary>
    /// Whether live answers hold at least what was in the log when the pipeline, or a partition, was activated. Before that there are none.
    /// </summary>
    [Id(6)]
    public bool CaughtUp { get; init; }

    /// <summary>What keeps the pipeline from going on; null for nothing.</summary>
    [Id(5)]
    public string? Problem { get; init; }
}
