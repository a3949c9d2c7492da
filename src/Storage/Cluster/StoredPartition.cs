using StreamPulse.Storage.Restore;

namespace StreamPulse.Storage.Cluster;

/// <summary>What the store knows of one partition, as of one moment, to go on from.</summary>
/// <param name="Term">Number of this activation: a later one takes the next, and then nothing of this one is taken any more.</param>
/// <param name="Checkpoint">Where it stands.</param>
/// <param name="Partials">
/// Of the windows that are open, that the partition has not passed by the allowed lateness, or whose rows may lack something of it.
/// </param>
/// <param name="Closed">Closed windows among those.</param>
/// <param name="Written">Closed windows whose rows hold all that the checkpoint says of them.</param>
/// <param name="Retired">Windows that take nothing any more.</param>
public sealed record StoredPartition(
    long Term,
    StoredCheckpoint Checkpoint,
    IReadOnlyList<StoredPartials> Partials,
    IReadOnlySet<long> Closed,
    IReadOnlySet<long> Written,
    IReadOnlySet<long> Retired);
