using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Partials;
using StreamPulse.DeterministicSimulation.Running;
using StreamPulse.DeterministicSimulation.Store;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Commits;

namespace StreamPulse.DeterministicSimulation.Cluster;

/// <summary>
/// What key grains and the row writer do together: ask every partition for its partials after the row was asked for, merge them, and write rows that
/// replace only what counts fewer downloads.
/// </summary>
internal sealed class KeyWriterModel(ClusterModel cluster, SiloModel silo, int partition)
{
    private readonly StoreConnection _store = new(cluster.World, silo.Process, cluster.Store);

    /// <summary>Ends when a row that holds it is durable for each of the partials.</summary>
    /// <exception cref="TimeoutException">A partition or the store does not answer, or a partition answers with less than was asked for.</exception>
    public async Task WriteAsync(Grains.Partitions.PartitionWindow window, DownloadAccumulator[] partials)
    {
        if (partials.Length == 0)
            return;
        try
        {
            var keys = partials.Select(static p => (p.Kind, p.Key)).ToList();
            var merged = partials.Select(static p => new DownloadAccumulator(p.Kind, p.Key)).ToList();
            var terms = new List<PartitionTerm>();
            foreach (var p in await _store.ListPartitionsAsync(CancellationToken.None))
            {
                var answers = await cluster.CallAsync(silo, p, a => a.GetPartialsAsync(window.StartMs, keys));
                foreach (var answer in cluster.Mutant == Mutant.MergeAddsOnRepeat ? answers : answers[^1..])
                    Merge(merged, answer.Partials, p == partition ? partials : null);
                terms.Add(new PartitionTerm(p, answers[^1].Term));
            }

            var guard = cluster.Mutant == Mutant.RowWithoutCompare ? (RowGuard?)null : RowGuard.Grown;
            if (await _store.WriteRowsAsync([RowsOf(window.StartMs, merged)], terms, guard, CancellationToken.None) is { Count: > 0 } replaced)
            {
                foreach (var (p, term) in replaced)
                    await cluster.CallAsync(silo, p, a => a.ReplacedAsync(term));
                throw new TimeoutException("A partition has been taken over since it answered; ask again.");
            }

            foreach (var partial in partials)
                window.NoteWritten(partial);
        }
        catch (StoreUnavailableException e)
        {
            throw new TimeoutException(e.Message, e);
        }
    }

    private static void Merge(List<DownloadAccumulator> merged, DownloadAccumulator?[] answer, DownloadAccumulator[]? wanted)
    {
        for (var i = 0; i < merged.Count; i++)
        {
            if (wanted is not null && (answer[i]?.Total ?? 0) < wanted[i].Total)
                throw new TimeoutException("A partition answered with less than was to be written; ask again.");
            if (answer[i] is { } partial)
                merged[i].Merge(partial);
        }
    }

    private WindowRows RowsOf(long startMs, List<DownloadAccumulator> merged)
    {
        var range = cluster.Scenario.Settings.Windows.At(startMs);
        return new WindowRows(
            range,
            [.. merged.Where(static m => m.Kind == AccumulatorKind.Content).Select(m => RowBuilder.Content(m, range))],
            [.. merged.Where(static m => m.Kind == AccumulatorKind.Region).Select(m => RowBuilder.Region(m, range))],
            [.. merged.Where(static m => m.Kind == AccumulatorKind.Device).Select(m => RowBuilder.Device(m, range))]);
    }
}
