namespace StreamPulse.Grains.Partitions;

/// <summary>The rows of windows that the pipeline is closing, on their way. Each window's are begun once; who asks is told whether they are durable.</summary>
internal sealed class ClosingRows(KeyWriter keys, TimeProvider time)
{
    /// <summary>An answer comes after this long at most, so that one that does not come means a lost call and not slow rows.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(1);

    private readonly Dictionary<long, Task> _writing = [];

    /// <summary>Whether the rows that the windows lacked when they were first asked for are durable. Begins to write those that were not asked for before.</summary>
    public async Task<bool> AreWrittenAsync(IReadOnlyCollection<PartitionWindow> windows, CancellationToken leaving)
    {
        var fresh = windows.Where(w => !_writing.TryGetValue(w.StartMs, out var begun) || begun.IsFaulted || begun.IsCanceled).ToList();
        if (fresh.Count > 0)
        {
            var writing = keys.WriteAsync([.. fresh.Select(static w => (w, w.Unwritten()))], leaving);
            foreach (var window in fresh)
                _writing[window.StartMs] = writing;
        }

        var all = Task.WhenAll(windows.Select(w => _writing[w.StartMs]).Distinct());
        if (!all.IsCompleted)
            await Task.WhenAny(all, Task.Delay(LongestAnswer, time, leaving));
        if (all.IsFaulted)
            await all;
        return all.IsCompletedSuccessfully;
    }

    /// <summary>The window is closed.</summary>
    public void Forget(long startMs) => _writing.Remove(startMs);
}
