using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;

namespace StreamPulse.Pipeline.Ports;

/// <summary>Result rows, and which committed versions of the partitions' partials they are made from.</summary>
public interface IRowStore
{
    /// <summary>
    /// Every partition that can have contributed to a row: a partition creates its checkpoint before it reads its first record.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task<IReadOnlyList<int>> ListPartitionsAsync(CancellationToken cancellationToken);

    /// <summary>What a partition has committed of some windows; version 0 where that is nothing.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task<IReadOnlyList<StoredWindow>> LoadWindowsAsync(
        int partition, IReadOnlyCollection<long> windowStartsMs, Utf8KeyInterner interner, CancellationToken cancellationToken);

    /// <summary>
    /// Writes rows in one transaction, and stores for each window which versions they are made from. A window whose rows are made from a
    /// later version of any partition already is left alone, and so is one that is retired: rows never go back.
    /// </summary>
    /// <returns>By window, the versions by partition that its rows are made from now: those given, or those found.</returns>
    /// <exception cref="StoreUnavailableException">Whether they were written is not known; writing them again does no harm.</exception>
    Task<IReadOnlyDictionary<long, IReadOnlyDictionary<int, int>>> WriteAsync(
        AccumulatorKind kind, IReadOnlyList<VersionedRows> windows, CancellationToken cancellationToken);

    /// <summary>
    /// May write rows of a window in advance, where nobody sees them: <see cref="WriteAsync"/> then replaces those that have changed
    /// meanwhile, and makes all of them visible. Doing nothing is right too, and so it does nothing where the store cannot be reached.
    /// </summary>
    Task PrepareAsync(AccumulatorKind kind, VersionedRows window, CancellationToken cancellationToken);
}

/// <summary>Rows of one window, and the versions by partition that they are made from.</summary>
public sealed record VersionedRows(WindowRows Rows, IReadOnlyDictionary<int, int> Versions);
