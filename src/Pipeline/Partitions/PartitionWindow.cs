using StreamPulse.Core.Accumulators;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Pipeline.Partitions;

/// <summary>
/// One window of one partition: for each key its partial as of the last update and as of the last commit. All of them are frozen. A key is
/// found by its number (<see cref="DownloadAccumulator.Index"/>), which the partition's aggregator has assigned.
/// </summary>
internal sealed class PartitionWindow(long startMs, int committedVersion)
{
    /// <summary>After this many segments the next one replaces them all.</summary>
    private const int SegmentsBeforeReplacing = 8;

    /// <summary>Keys in a block: 32 kB, so that no block is in the large object heap.</summary>
    private const int BlockSize = 1024;

    private readonly List<Held[]> _blocks = [];
    private readonly List<int> _uncommitted = [];
    private DownloadAccumulator[] _planned = [];
    private int _count;
    private int _segmentsSinceReplaced = committedVersion;

    public long StartMs { get; } = startMs;

    /// <summary>Version of the last commit that changed the window; 0 before the first.</summary>
    public int CommittedVersion { get; private set; } = committedVersion;

    /// <summary>Number, among the activation's commits, of that commit.</summary>
    public long CommittedIn { get; private set; }

    /// <summary>Whether the window is known to be closed.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Whether changes are in no commit yet.</summary>
    public bool HasUncommitted => _uncommitted.Count > 0 || _planned.Length > 0;

    /// <summary>Partials that changed after the given update.</summary>
    public List<DownloadAccumulator> ChangedSince(long update)
    {
        var changed = new List<DownloadAccumulator>();
        for (var i = 0; i < _count; i++)
        {
            ref var held = ref At(i);
            if (held.Update > update)
                changed.Add(held.Latest!);
        }

        return changed;
    }

    /// <summary>Committed partials of a kind that changed after the given version.</summary>
    public DownloadAccumulator[] CommittedSince(AccumulatorKind kind, int version)
    {
        if (version >= CommittedVersion)
            return [];
        var committed = new List<DownloadAccumulator>();
        for (var i = 0; i < _count; i++)
        {
            ref var held = ref At(i);
            if (held.Version > version && held.Committed is { } partial && partial.Kind == kind)
                committed.Add(partial);
        }

        return [.. committed];
    }

    /// <summary>Adds a changed partial.</summary>
    /// <exception cref="InvalidOperationException">Its number is that of another key.</exception>
    public void Take(DownloadAccumulator partial, long update)
    {
        ref var held = ref Place(partial);
        held.Latest = partial;
        held.Update = update;
        if (held.IsUncommitted)
            return;
        held.IsUncommitted = true;
        _uncommitted.Add(partial.Index);
    }

    /// <summary>Adds a partial from the store.</summary>
    /// <exception cref="InvalidOperationException">Its number is that of another key.</exception>
    public void Restore(DownloadAccumulator partial, long update)
    {
        partial.Freeze();
        Place(partial) = new Held { Latest = partial, Update = update, Committed = partial, Version = CommittedVersion };
    }

    /// <summary>
    /// What the next commit stores of this window; null where nothing changed. <see cref="NoteCommitted"/> must follow before the next
    /// call.
    /// </summary>
    public WindowSegment? Plan()
    {
        if (_uncommitted.Count == 0)
            return null;
        if (_planned.Length > 0)
            throw new InvalidOperationException($"Window {StartMs} is part of a commit that has not ended yet.");
        _planned = new DownloadAccumulator[_uncommitted.Count];
        for (var i = 0; i < _planned.Length; i++)
        {
            ref var held = ref At(_uncommitted[i]);
            held.IsUncommitted = false;
            _planned[i] = held.Latest!;
        }

        _uncommitted.Clear();
        var replaces = _segmentsSinceReplaced >= SegmentsBeforeReplacing;
        _segmentsSinceReplaced = replaces ? 1 : _segmentsSinceReplaced + 1;
        return new WindowSegment(StartMs, CommittedVersion + 1, replaces, replaces ? ChangedSince(0) : _planned);
    }

    /// <summary>What was planned is stored.</summary>
    /// <param name="commit">Number of the commit among those of the activation.</param>
    public void NoteCommitted(long commit)
    {
        if (_planned.Length == 0)
            return;
        CommittedVersion++;
        CommittedIn = commit;
        foreach (var partial in _planned)
        {
            ref var held = ref At(partial.Index);
            held.Committed = partial;
            held.Version = CommittedVersion;
        }

        _planned = [];
    }

    private ref Held At(int index) => ref _blocks[index / BlockSize][index % BlockSize];

    private ref Held Place(DownloadAccumulator partial)
    {
        _count = Math.Max(_count, partial.Index + 1);
        while (_blocks.Count * BlockSize < _count)
            _blocks.Add(new Held[BlockSize]);
        ref var held = ref At(partial.Index);
        if (held.Latest is { } before && (before.Kind != partial.Kind || !before.Key.Equals(partial.Key)))
        {
            throw new InvalidOperationException(
                $"Window {StartMs} has number {partial.Index} for {before.Kind} {before.Key} and for {partial.Kind} {partial.Key}.");
        }

        return ref held;
    }

    /// <summary>A key's partials; empty for a number that has not come yet.</summary>
    private struct Held
    {
        public DownloadAccumulator? Latest;
        public DownloadAccumulator? Committed;
        public long Update;
        public int Version;
        public bool IsUncommitted;
    }
}
