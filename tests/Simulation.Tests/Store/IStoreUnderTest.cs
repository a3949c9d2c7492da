using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Simulation.Tests.Store;

/// <summary>A store and what the contract has to see of it.</summary>
public interface IStoreUnderTest
{
    /// <summary>A call of what partitions see of the store.</summary>
    Task<T> PartitionsAsync<T>(Func<IPartitionStore, Task<T>> call);

    /// <summary>A call of what rows see of it.</summary>
    Task<T> RowsAsync<T>(Func<IRowStore, Task<T>> call);

    /// <summary>A call of what closing sees of it.</summary>
    Task<T> WindowsAsync<T>(Func<IWindowStore, Task<T>> call);

    /// <summary>Every row of content_stats: content_id, downloads, revision; in order.</summary>
    Task<List<(string Key, long Total, int Revision)>> ContentRowsAsync();

    /// <summary>Partition and offset of every late event, in order.</summary>
    Task<List<(int Partition, long Offset)>> LateEventsAsync();
}
