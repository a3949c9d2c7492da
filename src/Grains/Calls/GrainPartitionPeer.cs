using System.Collections.Concurrent;
using StreamPulse.Core.Windows;
using StreamPulse.Grains.Interfaces;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Grains.Calls;

/// <summary>Partitions as grains.</summary>
internal sealed class GrainPartitionPeer(IGrainFactory grains, SiloDeaths deaths, TimeProvider time) : IPartitionPeer
{
    private readonly ConcurrentDictionary<int, CallPatience> _reports = new();
    private readonly ConcurrentDictionary<int, CallPatience> _partials = new();
    private readonly ConcurrentDictionary<int, CallPatience> _commits = new();

    /// <inheritdoc/>
    public async Task<PartitionReport> ReportAsync(int partition, PartitionNews news, CancellationToken cancellationToken)
    {
        var message = new PartitionNewsMessage(
            news.EndOffset, news.AskedAfter, news.Sealed, news.ClosedWindows, news.SeenActivation, news.SeenCommits);
        var r = await GrainCalls.WaitAsync(
            PatienceOf(_reports, partition, CallPatience.ForAnswers), Grain(partition).ReportAsync(message), cancellationToken);
        return new PartitionReport(
            r.Partition, (PartitionPhase)r.Phase, r.NextOffset, r.CommittedOffset, r.MaxEventTimeMs, r.CommittedMaxEventTimeMs,
            r.PassedBeforeMs, r.OpenWindows, r.Activation, r.Commits,
            [.. r.VersionWindows.Zip(r.Versions, static (start, version) => new WindowVersion(start, version))], r.At)
        {
            Problem = r.Problem is null ? null : new PipelineProblem((PipelineProblemKind)r.ProblemKind, r.Problem),
            LiveOffset = r.LiveOffset,
            LastIngestionTimeMs = r.LastIngestionTimeMs,
        };
    }

    /// <inheritdoc/>
    public async Task<CommittedPartials[]> GetCommittedAsync(int partition, CommittedRequest request, CancellationToken cancellationToken)
    {
        var message = new CommittedRequestMessage((byte)request.Kind, request.WindowStartsMs, request.Since);
        var answer = await GrainCalls.WaitAsync(
            PatienceOf(_partials, partition, CallPatience.ForAnswers), Grain(partition).GetCommittedAsync(message),
            cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(answer, static a => new CommittedPartials(a.Version, a.Partials));
    }

    /// <inheritdoc/>
    public Task CommitAsync(int partition, CancellationToken cancellationToken)
        => GrainCalls.WaitAsync(
            PatienceOf(_commits, partition, CallPatience.ForRows), Grain(partition).CheckpointAsync(), cancellationToken);

    private IPartitionGrain Grain(int partition) => grains.GetGrain<IPartitionGrain>(partition);

    private CallPatience PatienceOf(ConcurrentDictionary<int, CallPatience> kind, int partition, TimeSpan least)
        => kind.GetOrAdd(partition, _ => new CallPatience(deaths, time, least));
}
