using System.Collections.Concurrent;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Grains.Calls;

/// <summary>Partitions as grains.</summary>
internal sealed class GrainPartitionPeer(IGrainFactory grains, SiloFailures failures, TimeProvider time) : IPartitionPeer
{
    private readonly ConcurrentDictionary<int, CallTimeout> _reports = new();
    private readonly ConcurrentDictionary<int, CallTimeout> _partials = new();
    private readonly ConcurrentDictionary<int, CallTimeout> _commits = new();

    /// <inheritdoc/>
    public async Task<PartitionReport> ReportAsync(int partition, PartitionNews news, CancellationToken cancellationToken)
    {
        var message = new PartitionNewsMessage(
            news.EndOffset, news.AskedAfter, news.Sealed, news.ClosedWindows, news.SeenActivation, news.SeenCommits);
        var r = await GrainCalls.WaitAsync(
            TimeoutOf(_reports, partition, CallTimeout.ForAnswers), Grain(partition).ReportAsync(message), cancellationToken);
        return new PartitionReport(
            r.Partition, (PartitionPhase)r.Phase, r.NextOffset, r.CommittedOffset, r.MaxEventTimeMs, r.CommittedBoundedTimeMs,
            r.PassedBeforeMs, r.OpenWindows, r.Activation, r.Commits,
            [.. r.VersionWindows.Zip(r.Versions, static (start, version) => new WindowVersion(start, version))], r.At)
        {
            Problem = r.Problem is null ? null : new PipelineProblem((PipelineProblemKind)r.ProblemKind, r.Problem),
            LiveOffset = r.LiveOffset,
            LastRecordTimeMs = r.LastRecordTimeMs,
        };
    }

    /// <inheritdoc/>
    public async Task<CommittedPartials[]> GetCommittedAsync(int partition, CommittedRequest request, CancellationToken cancellationToken)
    {
        var message = new CommittedRequestMessage((byte)request.Kind, request.WindowStartsMs, request.Since);
        var answer = await GrainCalls.WaitAsync(
            TimeoutOf(_partials, partition, CallTimeout.ForAnswers), Grain(partition).GetCommittedAsync(message),
            cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(answer, static a => new CommittedPartials(a.Version, a.Partials));
    }

    /// <inheritdoc/>
    public Task CommitAsync(int partition, CancellationToken cancellationToken)
        => GrainCalls.WaitAsync(
            TimeoutOf(_commits, partition, CallTimeout.ForRows), Grain(partition).CheckpointAsync(), cancellationToken);

    private IPartitionGrain Grain(int partition) => grains.GetGrain<IPartitionGrain>(partition);

    private CallTimeout TimeoutOf(ConcurrentDictionary<int, CallTimeout> kind, int partition, TimeSpan least)
        => kind.GetOrAdd(partition, _ => new CallTimeout(failures, time, least));
}
