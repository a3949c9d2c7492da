using StreamPulse.Grains.Interfaces;

namespace StreamPulse.Grains.Live;

/// <summary>The counts of one partition, by window and content, as last received.</summary>
internal sealed class TrendingPartition
{
    private readonly Dictionary<long, Dictionary<string, (long Total, long Successful)>> _windows = [];

    /// <summary>Of the last answer; another activation sends everything.</summary>
    public Guid Activation { get; private set; }

    public long Version { get; private set; }

    /// <summary>Applies an answer and returns by how much each content's sum changes.</summary>
    public void Take(ContentCounts counts, Action<string, long, long> change)
    {
        if (counts.Activation != Activation)
            ForgetBefore(long.MaxValue, change);
        (Activation, Version) = (counts.Activation, counts.Version);
        for (var i = 0; i < counts.ContentIds.Length; i++)
        {
            if (!_windows.TryGetValue(counts.WindowStartsMs[i], out var window))
                _windows.Add(counts.WindowStartsMs[i], window = new(StringComparer.Ordinal));
            var id = counts.ContentIds[i];
            var before = window.GetValueOrDefault(id);
            window[id] = (counts.Totals[i], counts.Successful[i]);
            change(id, counts.Totals[i] - before.Total, counts.Successful[i] - before.Successful);
        }
    }

    /// <summary>Forgets windows that start before this.</summary>
    public void ForgetBefore(long startMs, Action<string, long, long> change)
    {
        foreach (var start in _windows.Keys.Where(s => s < startMs).ToList())
        {
            foreach (var (id, count) in _windows[start])
                change(id, -count.Total, -count.Successful);
            _windows.Remove(start);
        }
    }
}
