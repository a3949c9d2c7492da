using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Simulation.Log;
using StreamPulse.Simulation.Scheduling;
using StreamPulse.Simulation.Store;

namespace StreamPulse.Simulation.Recount;

/// <summary>
/// Compares the live answers that one client gets with a plain recount: of the windows that an answer lists, every row equals the recount
/// of the prefixes that it counts; no prefix is shorter than in the answer before; and a window that was listed stays until it is closed.
/// </summary>
internal sealed class LiveComparison(World world, SimulatedLog log, StoreState state, PipelineSettings settings)
{
    private Dictionary<int, long> _offsets = [];
    private LiveSnapshot? _before;

    /// <summary>Notes what is wrong with an answer as violations.</summary>
    /// <param name="offsets">By partition, the prefix that the answer counts.</param>
    public void Check(string client, LiveSnapshot answer, IReadOnlyDictionary<int, long> offsets)
    {
        foreach (var (partition, offset) in _offsets.Where(o => offsets.GetValueOrDefault(o.Key) < o.Value))
        {
            world.Violate(
                client, $"a live answer counts partition {partition} up to {offsets.GetValueOrDefault(partition)} after {offset}");
        }

        var watermarkMs = answer.Watermark?.ToUnixTimeMilliseconds() ?? Watermark.None;
        foreach (var gone in (_before?.OpenWindows ?? []).Except(answer.OpenWindows)
            .Where(w => w.EndMs > watermarkMs && !state.ClosedWindows.ContainsKey(w.StartMs)))
        {
            world.Violate(client, $"a live answer lacks window {gone.StartMs}, which is open and was in the answer before");
        }

        if (!ReferenceEquals(_before, answer))
            CompareRows(client, answer, offsets);
        (_before, _offsets) = (answer, offsets.ToDictionary());
    }

    /// <summary>Windows that were retired since the answer was asked for are left out: their partials are gone.</summary>
    private void CompareRows(string client, LiveSnapshot answer, IReadOnlyDictionary<int, long> offsets)
    {
        var windows = answer.OpenWindows.Select(static w => w.StartMs).Where(w => !state.IsRetired(w)).ToHashSet();
        if (windows.Count == 0)
            return;
        var counted = offsets.SelectMany(o => PartitionRecount.Of(log.At(o.Key), o.Value, settings, static _ => false).Counted)
            .Where(e => windows.Contains(settings.Windows.StartOf(e.EventTimeMs))).ToList();
        var expected = RowRecount.Of(counted, settings.Windows.SizeMs).ToDictionary(static r => (r.Table, r.Key, r.WindowStartMs));
        var rows = new WindowRows(default, [.. answer.Contents], [.. answer.Regions], [.. answer.Devices]);
        var answered = RowText.Of(rows).Where(r => windows.Contains(r.Window.StartMs)).ToDictionary(static r => r.Id);
        foreach (var id in expected.Keys.Union(answered.Keys))
        {
            if (!expected.TryGetValue(id, out var recounted))
                world.Violate(client, $"live {id.Table} {id.Key} {id.WindowStartMs}: a row that nothing accounts for");
            else if (!answered.TryGetValue(id, out var row))
                world.Violate(client, $"live {id.Table} {id.Key} {id.WindowStartMs}: no row, recounted '{recounted.Exact}'");
            else if (RowComparison.Difference(row, recounted) is { } difference)
                world.Violate(client, $"live {id.Table} {id.Key} {id.WindowStartMs}: {difference}");
        }
    }
}
