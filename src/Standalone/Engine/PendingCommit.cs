using StreamPulse.Core.Detection;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Standalone.Engine;

/// <summary>What has changed since the last commit was planned.</summary>
internal sealed class PendingCommit
{
    /// <summary>After this many segments the next one replaces them all.</summary>
    private const int SegmentsBeforeReplacing = 8;

    private readonly Dictionary<(int Partition, long WindowStartMs), SegmentNumbers> _numbers = [];
    private HashSet<(int Partition, long WindowStartMs)> _changed = [];
    private List<PartitionLateEvent> _lateEvents = [];
    private List<PartitionDeadLetter> _deadLetters = [];
    private List<PartitionGap> _gaps = [];
    private List<WindowRange> _closed = [];
    private List<AlertChange> _alerts = [];
    private Dictionary<string, string> _detectorStates = [];
    private long? _firstClosingAt;

    /// <summary>Whether there is anything to commit.</summary>
    public bool Any { get; private set; }

    /// <summary>Whether a window waits for its rows.</summary>
    public bool HasClosedWindows => _closed.Count > 0;

    /// <summary>Whether partials of the window wait to be committed.</summary>
    public bool Holds(long windowStartMs) => _changed.Any(k => k.WindowStartMs == windowStartMs);

    /// <summary>Lays down which segments of a window the store has.</summary>
    public void Restore(StreamPulse.Storage.Restore.StoredPartials stored)
        => _numbers[(stored.Partition, stored.WindowStartMs)] = new SegmentNumbers(stored.NextSegment, stored.NextSegment);

    /// <summary>Forgets the segments of windows that are put away.</summary>
    public void PutAway(long windowStartMs)
    {
        foreach (var key in _numbers.Keys.Where(k => k.WindowStartMs == windowStartMs).ToList())
            _numbers.Remove(key);
    }

    /// <summary>Takes in what an update changed. The partials themselves are the merger's, which has been told before.</summary>
    public void Add(PartitionUpdate update)
    {
        Any = true;
        foreach (var window in update.Changed)
            _changed.Add((update.Partition, window.WindowStartMs));
        _lateEvents.AddRange(update.LateEvents.Select(e => new PartitionLateEvent(update.Partition, e)));
        _deadLetters.AddRange(update.DeadLetters.Select(d => new PartitionDeadLetter(update.Partition, d)));
        _gaps.AddRange(update.Gaps.Select(g => new PartitionGap(update.Partition, g)));
    }

    /// <summary>Takes in a window that closes and what the alert rules made of it.</summary>
    public void Add(WindowRange closed, AlertOutcome outcome, long timestamp)
    {
        Any = true;
        _closed.Add(closed);
        _firstClosingAt ??= timestamp;
        _alerts.AddRange(outcome.Changes);
        foreach (var (region, state) in outcome.States)
            _detectorStates[region] = state;
    }

    /// <summary>Makes the plan of everything so far and begins afresh.</summary>
    public CommitPlan Take(long watermarkMs, long term, WindowMerger merger, IReadOnlyList<CheckpointAdvance> checkpoints)
    {
        var segments = _changed.Select(c => Plan(c.Partition, merger.Find(c.WindowStartMs)!)).ToList();
        var rows = merger.Windows.Where(static w => w.HasChanges).Select(static w => w.TakeChangedRows()).ToList();
        var batch = new CommitBatch(
            watermarkMs, checkpoints, [], _closed, rows, _lateEvents, _deadLetters, _alerts,
            [.. _detectorStates.Select(static d => new DetectorStateRow(d.Key, d.Value))])
        {
            Gaps = _gaps,
            Term = term,
        };
        var plan = new CommitPlan(batch, segments, _firstClosingAt);
        (_changed, _lateEvents, _deadLetters, _gaps, _closed, _alerts, _detectorStates) = ([], [], [], [], [], [], []);
        _firstClosingAt = null;
        Any = false;
        return plan;
    }

    private PlannedSegment Plan(int partition, MergedWindow window)
    {
        var start = window.Range.StartMs;
        var numbers = _numbers.GetValueOrDefault((partition, start));
        var replaces = numbers.SinceReplaced >= SegmentsBeforeReplacing;
        _numbers[(partition, start)] = new SegmentNumbers(numbers.Next + 1, replaces ? 1 : numbers.SinceReplaced + 1);
        var unstored = window.TakeUnstored(partition);
        return new PlannedSegment(partition, start, numbers.Next, replaces, replaces ? [.. window.PartialsOf(partition)] : unstored);
    }

    private readonly record struct SegmentNumbers(int Next, int SinceReplaced);
}
