using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;

namespace StreamPulse.Standalone.Engine;

/// <summary>What the merge loop is told.</summary>
internal abstract record MergeMessage
{
    /// <summary>A partition's phase and, where it has changed, what its prefix says now.</summary>
    public sealed record Report(int Partition, PartitionPhase Phase, PartitionUpdate? Update) : MergeMessage;

    /// <summary>Partitions take part from now on; all that the log shows at once, so that no window closes with a part of them.</summary>
    public sealed record Joined(IReadOnlyList<PartitionWorker> Workers) : MergeMessage;

    /// <summary>Somebody wants to see the open windows.</summary>
    public sealed record SnapshotWanted(TaskCompletionSource<LiveSnapshot> Answer) : MergeMessage;

    /// <summary>No partition takes events of these windows any more: retire them once what they have is committed.</summary>
    public sealed record Retire(IReadOnlyList<long> WindowStartsMs) : MergeMessage;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : MergeMessage;

    /// <summary>The commit under way has ended well.</summary>
    public sealed record Committed(CommitPlan Plan) : MergeMessage;
}
