using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Results;

namespace StreamPulse.Core.Windows;

/// <summary>
/// Hopping windows from the accumulators of their panes: counts add, extremes and sketches merge, so nothing is counted again.
/// </summary>
public static class HoppingMerge
{
    /// <summary>One accumulator a key over the panes that lie in the window.</summary>
    /// <param name="window">A window of <see cref="HoppingWindows"/>.</param>
    /// <param name="panes">Panes' starts and their accumulators of one kind; each key at most once a pane. They are not changed.</param>
    public static IReadOnlyDictionary<Utf8Key, DownloadAccumulator> Merge(
        WindowRange window, IEnumerable<(long PaneStartMs, IEnumerable<DownloadAccumulator> Accumulators)> panes)
    {
        var merged = new Dictionary<Utf8Key, DownloadAccumulator>(Utf8KeyComparer.WithoutInterner);
        foreach (var (_, accumulators) in panes.Where(p => HoppingWindows.Holds(window, p.PaneStartMs)))
        {
            foreach (var accumulator in accumulators)
            {
                if (!merged.TryGetValue(accumulator.Key, out var sum))
                    merged.Add(accumulator.Key, sum = new DownloadAccumulator(accumulator.Kind, accumulator.Key));
                sum.Merge(accumulator);
            }
        }

        return merged;
    }
}
