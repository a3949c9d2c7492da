using Microsoft.Extensions.Logging;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Pipeline.Closing;

/// <summary>
/// Advances the merged watermark by what the partitions have committed, requests rows of windows that it has passed or that have changed
/// since, and closes windows. What it holds is a cache of the store; it may be lost at any time, and a second one does no harm: a window is
/// closed once, by compare and set. For one thread at a time.
/// </summary>
internal sealed class ClosingOperator(
    IWindowStore store, IPartitionPeer partitions, IRowPeer rows, IAlertPeer alerts, PartitionPoll poll, WatermarkRule watermarkRule,
    PipelineSettings settings, PipelineOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RetireInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLead = TimeSpan.FromSeconds(5);

    /// <summary>How long before its end, in event time, a window is prepared at the earliest.</summary>
    private readonly long _leadMs
        = (long)new[] { settings.OutOfOrderness / 2, settings.WindowSize / 2, LongestLead }.Min().TotalMilliseconds;

    private readonly Dictionary<int, PartitionReport> _reports = [];
    private readonly Dictionary<int, long> _toReach = [];
    private readonly WindowStates _windows = new();
    private bool _isLoaded;
    private long? _setBacks;
    private bool _isAhead;
    private long _storeTimeMs;
    private long _storeTimeAt;
    private PipelineProblem? _roundProblem;
    private long _savedWatermarkMs = Watermark.None;
    private long _savedAt = time.GetTimestamp();
    private long _retiredAt = time.GetTimestamp();
    private long? _preparedStartMs;

    /// <summary>The merged watermark, or <see cref="Watermark.None"/>.</summary>
    public long WatermarkMs { get; private set; } = Watermark.None;

    /// <summary>
    /// Whether every partition has reported since this operator began: before that it is not known which windows are open.
    /// </summary>
    public bool HasHeardOfAll { get; private set; }

    /// <summary>
    /// Whether live answers hold at least what was in the log when this operator began, and what was there when a partition that was
    /// activated since began. Before that they would lack events that may have been shown already.
    /// </summary>
    public bool HasCaughtUp
        => HasHeardOfAll && _toReach.All(t => _reports.TryGetValue(t.Key, out var report) && report.LiveOffset >= t.Value);

    /// <summary>Whether all partitions answered in the last round.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>
    /// Whether the next round has something to do already: windows to close, rows to make, closed windows that a partition does not know
    /// of, a partition that did not answer, or one that still reads what live answers wait for.
    /// </summary>
    public bool HasMore
        => !_isLoaded || (!IsComplete && poll.Partitions.Count > 0) || (IsComplete && !HasCaughtUp && Problem is null)
            || _windows.Due.Count > 0 || ReadyToClose().Length > 0 || _reports.Values.Any(r => r.OpenWindows.Any(_windows.IsClosed));

    /// <summary>Windows closed by this operator.</summary>
    public long Closed { get; private set; }

    /// <summary>The last report of each partition.</summary>
    public IReadOnlyCollection<PartitionReport> Reports => _reports.Values;

    /// <summary>What stops the pipeline, or one of the partitions; null for nothing.</summary>
    public PipelineProblem? Problem
        => _roundProblem
            ?? _reports.Values.OrderBy(static r => r.Partition).Select(static r => r.Problem).FirstOrDefault(static p => p is not null);

    /// <summary>Windows that have events, committed or not, and are not closed; ascending.</summary>
    public long[] OpenWindows()
        => [.. _windows.Open.Union(_reports.Values.SelectMany(static r => r.OpenWindows).Where(w => !_windows.IsClosed(w))).Order()];

    /// <summary>Whether everything in the log is committed, in rows, and in closed windows.</summary>
    public bool IsSettled
        => _isLoaded && IsComplete && OpenWindows().Length == 0 && _windows.Due.Count == 0
            && poll.Partitions.All(
                p => _reports.TryGetValue(p.Partition, out var r) && r.NextOffset == r.CommittedOffset && r.NextOffset >= p.EndOffset);

    /// <summary>One round. Every step may be repeated, so a round that fails is simply followed by the next one.</summary>
    /// <param name="askLog">Ask the log for its partitions in any case.</param>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    /// <exception cref="TimeoutException">There was no answer about rows or alerts.</exception>
    /// <exception cref="LogUnavailableException">The log cannot be reached, and never was.</exception>
    public async Task RunAsync(bool askLog, CancellationToken cancellationToken)
    {
        try
        {
            await RunRoundAsync(askLog, cancellationToken);
            _roundProblem = null;
        }
        catch (Exception e) when (ProblemOf(e) is { } problem)
        {
            _roundProblem = problem;
            throw;
        }
    }

    private async Task RunRoundAsync(bool askLog, CancellationToken cancellationToken)
    {
        if (!_isLoaded)
            await LoadAsync(cancellationToken);
        await poll.RefreshAsync(askLog, _reports, cancellationToken);
        NotePartitions();
        IsComplete = await AskPartitionsAsync(cancellationToken);
        HasHeardOfAll |= IsComplete;
        if (IsComplete)
        {
            WatermarkMs = watermarkRule(
                WatermarkMs, [.. _reports.Values.Select(ProgressOf)],
                new ClosingClock(NowMs(), _windows.Open.Count == 0 ? null : _windows.Open.Last()), settings);
        }

        var ready = IsComplete ? ReadyToClose() : [];
        if (IsComplete && ready.Length == 0)
            PrepareNext();
        await WriteRowsAsync([.. ready, .. _windows.Due.Take(options.WindowsPerRound)], cancellationToken);
        if (ready.Length > 0)
            await CloseAsync(ready, cancellationToken);
        else
            await SaveWatermarkAsync(cancellationToken);
        await RetireWhenDueAsync(cancellationToken);
    }

    /// <summary>Partitions that appear later, such as imports, do not delay live answers.</summary>
    private void NotePartitions()
    {
        var isFirst = _toReach.Count == 0;
        foreach (var partition in poll.Partitions)
            _toReach.TryAdd(partition.Partition, isFirst ? partition.EndOffset : 0);
    }

    /// <summary>
    /// Has the rows of the window that closes next made in advance, once every partition has committed an event after its end: events in
    /// order have all come by then, an out-of-orderness before the window closes. Not while a partition is behind: then windows close one
    /// after the other, and what was prepared would have changed.
    /// </summary>
    private void PrepareNext()
    {
        if (_windows.Open.Count == 0)
            return;
        var next = _windows.Open.First();
        if (next == _preparedStartMs)
            return;
        var endMs = settings.Windows.At(next).EndMs;
        if (endMs > WatermarkMs + _leadMs || !poll.Partitions.All(p => HasAllBefore(p, endMs)))
            return;
        _preparedStartMs = next;
        foreach (var kind in WindowStates.Kinds)
            rows.Prepare(kind, next);
    }

    /// <summary>Whether the partition has read the log to its end as last known, and committed an event at or after the time.</summary>
    private bool HasAllBefore(LogPartition partition, long timeMs)
        => _reports.TryGetValue(partition.Partition, out var report) && report.NextOffset >= partition.EndOffset
            && (report.Phase != PartitionPhase.Active || report.CommittedBoundedTimeMs >= timeMs);

    /// <summary>
    /// Windows that the merged watermark has passed, without those that a partition behind it is still filling, such as an import of old
    /// events: their rows would be judged before they are whole.
    /// </summary>
    private long[] ReadyToClose()
        => [
            .. _windows.Open.TakeWhile(w => settings.Windows.At(w).EndMs <= WatermarkMs)
                .Where(w => !_reports.Values.Any(r => IsFilling(r, w)))
                .Take(options.WindowsPerRound),
        ];

    private bool IsFilling(PartitionReport report, long windowStartMs)
    {
        var watermarkMs = MergedWatermark.OwnOf(report.CommittedBoundedTimeMs, NowMs(), settings);
        return report.Phase == PartitionPhase.Active && watermarkMs < settings.Windows.At(windowStartMs).EndMs
            && report.OpenWindows.Contains(windowStartMs);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var stored = await store.LoadAsync(cancellationToken);
        var isSetBack = _setBacks is { } known && known != stored.SetBacks;
        WatermarkMs = _savedWatermarkMs = isSetBack ? stored.WatermarkMs : Math.Max(WatermarkMs, stored.WatermarkMs);
        _setBacks = stored.SetBacks;
        NoteAhead(stored);
        _windows.Note(stored);
        (_storeTimeMs, _storeTimeAt) = (stored.NowMs, time.GetTimestamp());
        _isLoaded = true;
    }

    /// <summary>Says, at the start and when it is found later, that the watermark is ahead of the clock.</summary>
    private void NoteAhead(StoredClosing stored)
    {
        var isAhead = WatermarkMs > stored.NowMs + (long)LongestLead.TotalMilliseconds;
        if (isAhead && !_isAhead)
        {
            PipelineLog.WatermarkAhead(
                logger, DateTimeOffset.FromUnixTimeMilliseconds(WatermarkMs), TimeSpan.FromMilliseconds(WatermarkMs - stored.NowMs));
        }

        _isAhead = isAhead;
    }

    /// <summary>
    /// The clock of the store, read with the state and continued from there: the time of day of this process does not close windows.
    /// </summary>
    private long NowMs() => _storeTimeMs + (long)time.GetElapsedTime(_storeTimeAt).TotalMilliseconds;

    /// <returns>Whether all of them have answered.</returns>
    private async Task<bool> AskPartitionsAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(poll.Partitions.Select(p => AskAsync(p, cancellationToken)));
        foreach (var report in answers.OfType<PartitionReport>())
        {
            if (_reports.TryGetValue(report.Partition, out var before) && report.CommittedOffset < before.CommittedOffset)
                continue; // an activation that was replaced
            if (before is not null && before.Activation != report.Activation)
                _toReach[report.Partition] = Math.Max(_toReach[report.Partition], before.LiveOffset);
            _reports[report.Partition] = report;
            foreach (var (start, version) in report.Versions)
                _windows.NoteCommitted(start, report.Partition, version);
        }

        return answers.Length > 0 && answers.All(static a => a is not null);
    }

    private async Task<PartitionReport?> AskAsync(LogPartition partition, CancellationToken cancellationToken)
    {
        var last = _reports.GetValueOrDefault(partition.Partition);
        var before = poll.ReportsBefore.GetValueOrDefault(partition.Partition);
        var news = new PartitionNews(
            partition.EndOffset, before is not null && before.Activation == last?.Activation ? before.At : null, partition.Sealed,
            last is null ? [] : [.. last.OpenWindows.Where(_windows.IsClosed)], last?.Activation ?? Guid.Empty, last?.Commits ?? -1);
        try
        {
            return await partitions.ReportAsync(partition.Partition, news, cancellationToken);
        }
        catch (TimeoutException e)
        {
            PipelineLog.PartitionSilent(logger, partition.Partition, e.Message);
            return null;
        }
    }

    private async Task WriteRowsAsync(IReadOnlyList<long> windowStartsMs, CancellationToken cancellationToken)
    {
        if (windowStartsMs.Count == 0)
            return;
        await Task.WhenAll(WindowStates.Kinds.Select(kind => WriteRowsAsync(kind, windowStartsMs, cancellationToken)));
    }

    private async Task WriteRowsAsync(AccumulatorKind kind, IReadOnlyList<long> windowStartsMs, CancellationToken cancellationToken)
    {
        var due = windowStartsMs.Where(w => _windows.IsDue(w, kind)).ToArray();
        if (due.Length == 0)
            return;
        foreach (var (start, versions) in await rows.WriteAsync(kind, due, cancellationToken))
            _windows.NoteWritten(start, kind, versions);
    }

    private async Task CloseAsync(long[] ready, CancellationToken cancellationToken)
    {
        var ranges = Array.ConvertAll(ready, w => settings.Windows.At(w));
        try
        {
            var judgement = await alerts.JudgeAsync(ranges, cancellationToken);
            await store.CloseAsync(ranges, judgement, WatermarkMs, _setBacks ?? 0, cancellationToken);
        }
        catch (Exception e) when (e is FencedException or StoreUnavailableException)
        {
            _isLoaded = false;
            if (e is StoreUnavailableException)
                throw;
            PipelineLog.ClosingFenced(logger, e.Message);
            return;
        }

        foreach (var start in ready)
            _windows.NoteClosed(start);
        Closed += ready.Length;
        (_savedWatermarkMs, _savedAt) = (WatermarkMs, time.GetTimestamp());
    }

    private async Task SaveWatermarkAsync(CancellationToken cancellationToken)
    {
        if (WatermarkMs == _savedWatermarkMs || time.GetElapsedTime(_savedAt) < options.CommitInterval)
            return;
        _isLoaded = await store.SaveWatermarkAsync(WatermarkMs, _setBacks ?? 0, cancellationToken);
        (_savedWatermarkMs, _savedAt) = (WatermarkMs, time.GetTimestamp());
    }

    /// <summary>
    /// Once a minute retires windows that every partition has passed by the allowed lateness once they are kept for long enough, and at the
    /// bound all others. It also loads the state again, which includes what a lost report did not deliver.
    /// </summary>
    private async Task RetireWhenDueAsync(CancellationToken cancellationToken)
    {
        if (!IsComplete || time.GetElapsedTime(_retiredAt) < RetireInterval)
            return;
        _retiredAt = time.GetTimestamp();
        await RetireAsync(cancellationToken);
    }

    /// <summary>
    /// Retires now, unless a partition did not answer in the last round, because then it is not known what that partition can still change.
    /// </summary>
    public async Task RetireAsync(CancellationToken cancellationToken)
    {
        if (!IsComplete)
            return;
        try
        {
            var now = DateTimeOffset.FromUnixTimeMilliseconds(NowMs());
            var old = await store.ListClosedBeforeAsync(now - options.PartialRetention, cancellationToken);
            var bound = (await store.ListClosedBeforeAsync(now - options.PartialRetentionBound, cancellationToken)).ToHashSet();
            var starts = old.Where(w => bound.Contains(w) || _reports.Values.All(r => HasPassed(r, w))).ToArray();
            foreach (var retired in starts.Length == 0 ? [] : await store.RetireAsync(starts, cancellationToken))
                _windows.NoteRetired(retired);
            await LoadAsync(cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            PipelineLog.RetireFailed(logger, e.Message);
        }
    }

    /// <summary>A call without an answer is no problem by itself: it is repeated.</summary>
    private static PipelineProblem? ProblemOf(Exception e)
        => e switch
        {
            TimeoutException or OperationCanceledException => null,
            StoreUnavailableException => new PipelineProblem(PipelineProblemKind.StoreAway, e.Message),
            LogUnavailableException => new PipelineProblem(PipelineProblemKind.LogAway, e.Message),
            _ => new PipelineProblem(PipelineProblemKind.Blocked, e.Message),
        };

    private static PartitionProgress ProgressOf(PartitionReport report)
        => new(report.Partition, report.Phase, report.CommittedBoundedTimeMs);

    private static bool HasPassed(PartitionReport report, long windowStartMs)
        => report.Phase == PartitionPhase.Finished || windowStartMs < report.PassedBeforeMs;
}
