using System.Collections.Concurrent;

namespace StreamPulse.Standalone.Engine;

/// <summary>Windows that take no events any more. Asked by the partitions, extended by the merge loop.</summary>
internal sealed class RetiredWindows(IEnumerable<long> startsMs)
{
    private readonly ConcurrentDictionary<long, bool> _starts = new(startsMs.Select(static s => KeyValuePair.Create(s, true)));

    public bool Contains(long windowStartMs) => _starts.ContainsKey(windowStartMs);

    public void Add(IEnumerable<long> windowStartsMs)
    {
        foreach (var start in windowStartsMs)
            _starts[start] = true;
    }
}
