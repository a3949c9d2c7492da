using System.Runtime.InteropServices;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Pipeline.Partitions;

/// <summary>
/// One window of one partition: for each key its partial as of the last update and as of the last commit. All of them are frozen.
/// </summary>
internal sealed class PartitionWindow(long startMs, int committedVersion)
{
    /// <summary>After this many segments the next one replaces them all.</summary>
    private const int SegmentsBeforeReplacing = 8;

    private readonly Dictionary<(AccumulatorKind Kind, Utf8Key Key), Held> _held = [];
    private HashSet<(AccumulatorKind Kind, Utf8Key Key)> _uncommitted = [];
    private DownloadAccumulator[] _planned = [];
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
    public IEnumerable<DownloadAccumulator> ChangedSince(long update)
        => _held.Values.Where(h => h.Update > update).Select(static h => h.Latest);

    /// <summary>Committed partials of a kind that changed after the given version.</summary>
    public DownloadAccumulator[] CommittedSince(AccumulatorKind kind, int version)
        => version >= CommittedVersion
            ? []
            : [.. _held.Where(h => h.Key.Kind == kind && h.Value.Committed is not null && h.Value.Version > version)
                .Select(static h => h.Value.Committed!)];

    /// <summary>Adds a changed partial.</summary>
    public void Take(DownloadAccumulator partial, long update)
    {
        var at = (partial.Kind, partial.Key);
        ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(_held, at, out _);
        held.Latest = partial;
        held.Update = update;
        _uncommitted.Add(at);
    }

    /// <summary>Adds a partial from the store.</summary>
    public void Restore(DownloadAccumulator partial, long update)
    {
        partial.Freeze();
        _held[(partial.Kind, partial.Key)] =
            new Held { Latest = partial, Update = update, Committed = partial, Version = CommittedVersion };
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
        _planned = [.. _uncommitted.Select(at => _held[at].Latest)];
        _uncommitted = [];
        var replaces = _segmentsSinceReplaced >= SegmentsBeforeReplacing;
        _segmentsSinceReplaced = replaces ? 1 : _segmentsSinceReplaced + 1;
        return new WindowSegment(
            StartMs, CommittedVersion + 1, replaces, replaces ? [.. _held.Values.Select(static h => h.Latest)] : _planned);
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
            ref var held = ref CollectionsMarshal.GetValueRefOrNullRef(_held, (partial.Kind, partial.Key));
            held.Committed = partial;
            held.Version = CommittedVersion;
        }

        _planned = [];
    }

    private struct Held
    {
        public DownloadAccumulator Latest;
        public long Update;
        public DownloadAccumulator? Committed;
        public int Version;
    }
}
