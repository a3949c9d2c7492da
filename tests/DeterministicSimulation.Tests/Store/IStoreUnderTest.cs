using StreamPulse.Core.Partials;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Commits;
using StreamPulse.Storage.Restore;

namespace StreamPulse.DeterministicSimulation.Tests.Store;

/// <summary>A store and what the contract has to see of it.</summary>
public interface IStoreUnderTest : IPipelineStore, IWindowSink
{
    /// <summary>Writes rows apart from checkpoints: those that count more replace those that are there.</summary>
    /// <returns>The latest terms where one of these is not; then nothing was written.</returns>
    Task<IReadOnlyList<PartitionTerm>> WriteGrownRowsAsync(WindowRows rows, params PartitionTerm[] terms);

    /// <summary>Takes the partition over, as an activation of a cluster does.</summary>
    Task<StoredPartition> TakeOverAsync(int partition);

    /// <summary>Every row of content_stats: content_id, downloads, revision; in order.</summary>
    Task<List<(string Key, long Total, int Revision)>> RowsAsync();

    /// <summary>Partition and offset of every late event, in order.</summary>
    Task<List<(int Partition, long Offset)>> LateEventsAsync();
}
