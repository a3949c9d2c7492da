using StreamPulse.Core.Windows;
using StreamPulse.DeterministicSimulation.Store;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage;
using StreamPulse.Storage.Commits;

namespace StreamPulse.DeterministicSimulation.Cluster;

/// <summary>The pipeline grain: asks all partitions, moves the merged watermark, and closes windows in steps, each of which may be done again.</summary>
internal sealed class PipelineModel(ClusterModel cluster, SiloModel silo)
{
    private readonly StoreConnection _store = new(cluster.World, silo.Process, cluster.Store);
    private readonly HashSet<long> _closed = [];
    private long _watermarkMs = Watermark.None;

    /// <summary>Begins on its silo.</summary>
    public void Begin()
    {
        silo.HasPipeline = true;
        silo.Process.Start(RunAsync);
    }

    private async Task RunAsync()
    {
        var isLoaded = false;
        while (true)
        {
            try
            {
                if (!isLoaded)
                {
                    var stored = await _store.LoadAsync(CancellationToken.None);
                    _closed.UnionWith(stored.ClosedWindowStarts);
                    _watermarkMs = stored.WatermarkMs;
                    isLoaded = true;
                }

                await RoundAsync();
            }
            catch (Exception e) when (e is TimeoutException or StoreUnavailableException)
            {
                // The next round does it again.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), silo.Process.Clock, CancellationToken.None);
        }
    }

    private async Task RoundAsync()
    {
        var partitions = cluster.Log.Partitions.Select(static p => p.Number).ToList();
        var reports = await AllAsync(partitions, p => p.ReportAsync([.. _closed]));
        _watermarkMs = MergedWatermark.Next(_watermarkMs, [.. reports.Select(static r => new PartitionProgress(r.Partition, r.Phase, r.MaxEventTimeMs))], cluster.Scenario.Settings);
        long[] ready =
        [
            .. reports.SelectMany(static r => r.OpenWindows).Distinct().Order()
                .Where(w => !_closed.Contains(w) && cluster.Scenario.Settings.Windows.At(w).EndMs <= _watermarkMs),
        ];
        if (ready.Length == 0)
            return;
        await AllAsync(partitions, p => p.PrepareCloseAsync(ready));
        await AllAsync(partitions, p => p.CloseAsync(ready));
        var batch = CommitBatch.Empty with { WatermarkMs = _watermarkMs, ClosedWindows = [.. ready.Select(w => cluster.Scenario.Settings.Windows.At(w))] };
        await _store.CommitAsync(batch, mayBeCommitted: false, CancellationToken.None);
        _closed.UnionWith(ready);
    }

    private async Task<List<T>> AllAsync<T>(IReadOnlyList<int> partitions, Func<PartitionModel, Task<T>> method)
    {
        var calls = partitions.Select(p => cluster.CallAsync(silo, p, method)).ToList();
        var answers = new List<T>();
        foreach (var call in calls)
            answers.Add((await call)[^1]);
        return answers;
    }
}
