namespace StreamPulse.Import.Sorting;

/// <summary>
/// Sorts encoded events by their time, those of one time in the order in which they were added, in bounded memory: runs are sorted in
/// memory and written to temporary files, which are merged (external merge sort: Knuth, The Art of Computer Programming, volume 3, section
/// 5.4). All are added before the first is read. Not thread-safe.
/// </summary>
/// <param name="memoryBytes">Size of a run: what is held in memory before it is written to a file.</param>
/// <param name="maxFiles">Files at a time; this many are merged into one.</param>
public sealed class EventSorter(int memoryBytes = EventSorter.DefaultMemoryBytes, int maxFiles = 64) : IDisposable
{
    /// <summary>64 MiB.</summary>
    public const int DefaultMemoryBytes = 64 * 1024 * 1024;

    private readonly List<RunFile> _files = [];
    private readonly List<Entry> _entries = [];
    private byte[] _bytes = new byte[Math.Min(memoryBytes, 64 * 1024)];
    private int _used;
    private IEnumerator<SortedEvent>? _sorted;

    /// <summary>Events that were added.</summary>
    public long Count { get; private set; }

    /// <summary>Temporary files in use; 0 while everything fits in memory.</summary>
    public int Files => _files.Count;

    /// <summary>Adds an event.</summary>
    /// <param name="timeMs">Its time, in milliseconds since the Unix epoch.</param>
    /// <exception cref="ImportException">A temporary file cannot be written.</exception>
    public void Add(long timeMs, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (_sorted is not null)
            throw new InvalidOperationException("Events are being read; none can be added.");
        var length = key.Length + value.Length;
        if (_entries.Count > 0 && _used + length > memoryBytes)
            Spill();
        if (_used + length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_used + length, (int)Math.Min(memoryBytes, 2L * _bytes.Length)));
        key.CopyTo(_bytes.AsSpan(_used));
        value.CopyTo(_bytes.AsSpan(_used + key.Length));
        _entries.Add(new Entry(timeMs, _entries.Count, _used, key.Length, value.Length));
        _used += length;
        Count++;
    }

    /// <summary>The next event in order of time; false after the last one.</summary>
    /// <param name="sorted">Valid until the next call.</param>
    /// <exception cref="ImportException">A temporary file cannot be read.</exception>
    public bool TryRead(out SortedEvent sorted)
    {
        _sorted ??= Merge([.. _files.Select(static f => f.Read()), InMemory()]).GetEnumerator();
        var isRead = _sorted.MoveNext();
        sorted = isRead ? _sorted.Current : default;
        return isRead;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sorted?.Dispose();
        foreach (var file in _files)
            file.Dispose();
        _files.Clear();
    }

    private void Spill()
    {
        _files.Add(RunFile.Create(InMemory()));
        _entries.Clear();
        _used = 0;
        if (_files.Count < maxFiles)
            return;
        var merged = RunFile.Create(Merge([.. _files.Select(static f => f.Read())]));
        foreach (var file in _files)
            file.Dispose();
        _files.Clear();
        _files.Add(merged);
    }

    private IEnumerable<SortedEvent> InMemory()
    {
        _entries.Sort(static (a, b) => a.TimeMs != b.TimeMs ? a.TimeMs.CompareTo(b.TimeMs) : a.Number.CompareTo(b.Number));
        foreach (var e in _entries)
        {
            yield return new SortedEvent(
                e.TimeMs, _bytes.AsMemory(e.Start, e.KeyLength), _bytes.AsMemory(e.Start + e.KeyLength, e.ValueLength));
        }
    }

    /// <summary>Runs in the order in which their events were added: of one time, those of the earlier run are first.</summary>
    private static IEnumerable<SortedEvent> Merge(IReadOnlyList<IEnumerable<SortedEvent>> runs)
    {
        var readers = runs.Select(static r => r.GetEnumerator()).ToArray();
        try
        {
            var next = new PriorityQueue<int, (long TimeMs, int Run)>(readers.Length);
            for (var run = 0; run < readers.Length; run++)
            {
                if (readers[run].MoveNext())
                    next.Enqueue(run, (readers[run].Current.TimeMs, run));
            }

            while (next.TryPeek(out var run, out _))
            {
                yield return readers[run].Current;
                if (readers[run].MoveNext())
                    next.DequeueEnqueue(run, (readers[run].Current.TimeMs, run));
                else
                    next.Dequeue();
            }
        }
        finally
        {
            foreach (var reader in readers)
                reader.Dispose();
        }
    }

    private readonly record struct Entry(long TimeMs, int Number, int Start, int KeyLength, int ValueLength);
}
