using Microsoft.Extensions.Logging;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Retries;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Pipeline.Partitions;

/// <summary>
/// One partition: reads its records in order, whatever delivers them; commits what they change together with its offset; returns what is
/// committed on request. What it holds is a function of the records before its offset, and only one activation can move the checkpoint from
/// there, so a second one of the same partition does no harm. For one thread at a time.
/// </summary>
internal sealed class PartitionOperator : IDisposable
{
    /// <summary>
    /// Partials of one window in an answer, some 100 MB if it is sent to another silo; a caller that needs more reads the store.
    /// </summary>
    private const int MostPartials = 250_000;

    /// <summary>So far behind the log's end, live answers are old anyway, and fewer and larger updates catch up sooner.</summary>
    private const long FarBehindRecords = 100_000;

    private static readonly TimeSpan FarBehindInterval = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan ShortestBackOff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);

    private readonly int _partition;
    private readonly IPartitionStore _store;
    private readonly IEventLog _log;
    private readonly PipelineSettings _settings;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _committing = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private readonly LogEnds _ends;
    private readonly PartitionAggregator _aggregator;
    private readonly PartitionIntake _intake;
    private readonly List<LateEvent> _lateEvents = [];
    private readonly List<DeadLetter> _deadLetters = [];
    private readonly List<LogGap> _gaps = [];
    private PartitionCommit? _plan;
    private bool _isPlanInDoubt;
    private PipelineProblem? _storeProblem;
    private long _committedOffset;
    private long _committedBoundedTimeMs;
    private ClockSetBack? _setBack;
    private long _passedBeforeMs;
    private long _updatedAt;
    private TimeSpan _updateInterval;
    private (long Commits, long Opened, PartitionPhase Phase)? _reported;
    private bool _isNewsTaken;

    private PartitionOperator(
        LogPartition partition, StoredPartition stored, Utf8KeyInterner interner, IPartitionStore store, IEventLog log,
        PipelineSettings settings, PipelineOptions options, ISchemaSource schemas, TimeProvider time, ILogger logger, long? setBackToMs)
    {
        (_partition, _store, _log, _settings, _options, _time, _logger) = (
            partition.Partition, store, log, settings, options, time, logger);
        _aggregator = new PartitionAggregator(
            _partition, settings, new AvroEventDecoder(schemas.Schemas), stored.Retired.Contains, interner);
        _aggregator.Restore(new PartitionState(
            _partition, stored.Checkpoint.NextOffset, stored.Checkpoint.MaxEventTimeMs, stored.Checkpoint.Totals,
            [.. stored.Windows.Select(static w => new WindowPartials(w.WindowStartMs, w.Partials))])
        {
            MaxBoundedTimeMs = stored.Checkpoint.MaxBoundedTimeMs,
        });
        if (setBackToMs is { } backTo && _aggregator.MaxBoundedTimeMs > backTo)
        {
            _aggregator.SetBack(backTo);
            _setBack = new ClockSetBack(stored.Checkpoint.NextOffset, backTo);
            PipelineLog.ClockSetBack(
                logger, _partition, DateTimeOffset.FromUnixTimeMilliseconds(stored.Checkpoint.MaxBoundedTimeMs),
                DateTimeOffset.FromUnixTimeMilliseconds(backTo));
        }

        Windows = new PartitionWindows(time);
        Windows.Restore(stored); // after the aggregator, which has numbered the keys
        _passedBeforeMs = _aggregator.PassedBeforeMs;
        _committedOffset = stored.Checkpoint.NextOffset;
        _committedBoundedTimeMs = _aggregator.MaxBoundedTimeMs;
        _ends = new LogEnds(time);
        _ends.Heard(partition.EndOffset);
        _updatedAt = time.GetTimestamp();
        _updateInterval = options.UpdateInterval;
        _intake = new PartitionIntake(
            _aggregator, log, schemas, _ends, HasRoom, UpdateWhenDue, options.SkipLostRecords, time, logger, _ended.Token);
    }

    /// <summary>The windows in memory, as of the last update.</summary>
    public PartitionWindows Windows { get; }

    /// <summary>Distinguishes this activation from others of the partition.</summary>
    public Guid Activation { get; } = Guid.NewGuid();

    /// <summary>Commits of this activation.</summary>
    public long Commits { get; private set; }

    /// <summary>Whether another activation has taken over: this one reads and commits nothing any more, and must be replaced.</summary>
    public bool IsFenced { get; private set; }

    /// <summary>When a batch was last delivered, new or not.</summary>
    public long LastDeliveryAt => _intake.LastDeliveryAt;

    /// <summary>Offsets that the log has and that are not read yet, as far as is known.</summary>
    public long LagRecords => Math.Max(0, _ends.EndOffset - _intake.Position);

    /// <summary>Counts over everything in updates and commits.</summary>
    public PartitionTotals Totals { get; private set; }

    /// <summary>The offset of the checkpoint.</summary>
    public long CommittedOffset => _committedOffset;

    /// <summary>Whether anything was read since the last commit.</summary>
    public bool HasUncommitted => _aggregator.NextOffset != _committedOffset;

    /// <summary>
    /// Whether rows wait for a commit, so that it should be made at once: since the last one the partition's watermark has passed the end
    /// of a window, or a log that ends has been read to its end.
    /// </summary>
    public bool IsCommitDue
        => HasPassedWindowEnd || (HasUncommitted && _ends.IsFinished(_intake.Position));

    private bool HasPassedWindowEnd
        => _committedBoundedTimeMs != Watermark.None ? WindowOf(_aggregator.MaxBoundedTimeMs) > WindowOf(_committedBoundedTimeMs)
            : Windows.All.Count > 0 && WindowOf(_aggregator.MaxBoundedTimeMs) > Windows.All.First().StartMs;

    /// <summary>
    /// Whether the next report has something that closing and live answers wait for and the last one did not have: a commit, an open
    /// window, or another phase.
    /// </summary>
    public bool HasNews
        => _reported is not { } last || last.Commits != Commits || last.Opened != Windows.Opened || last.Phase != Phase()
            || HoldsUnseenWindow;

    /// <summary>Whether the window of the latest event has been opened since the last update.</summary>
    private bool HoldsUnseenWindow
        => _aggregator.HasChanges && _aggregator.MaxEventTimeMs != Watermark.None
            && Windows.At(_settings.Windows.StartOf(_aggregator.MaxEventTimeMs)) is null;

    /// <summary>
    /// Not null once the clock of the log was found to have been set back. This activation reads no more: it has to commit, and the
    /// partition to be opened again with this time.
    /// </summary>
    public long? SetBackToMs => _intake.SetBackToMs;

    /// <summary>Loads what the store has of the partition.</summary>
    /// <param name="setBackToMs"><see cref="SetBackToMs"/> of the activation before; null otherwise.</param>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    public static async Task<PartitionOperator> OpenAsync(
        LogPartition partition, IPartitionStore store, IEventLog log, PipelineSettings settings, PipelineOptions options,
        ISchemaSource schemas, TimeProvider time, ILogger logger, CancellationToken cancellationToken, long? setBackToMs = null)
    {
        var interner = new Utf8KeyInterner();
        var stored = await store.LoadAsync(
            partition.Partition, partition.EarliestOffset, settings, interner, setBackToMs, cancellationToken);
        return new PartitionOperator(partition, stored, interner, store, log, settings, options, schemas, time, logger, setBackToMs)
        {
            Totals = stored.Checkpoint.Totals,
        };
    }

    /// <summary>Adds what was delivered. What was read already is skipped; what is missing in front of it is read from the log.</summary>
    public Task DeliverAsync(DeliveredRecords records) => IsFenced ? Task.CompletedTask : _intake.TakeAsync(records);

    /// <summary>Reads on if the log has more and nobody delivers it; for a second at most.</summary>
    /// <exception cref="LogUnavailableException">The log cannot be reached.</exception>
    public Task ReadOnAsync() => IsFenced ? Task.CompletedTask : _intake.ReadOnAsync();

    /// <summary>
    /// Whether closing should be notified now that there is news. True once for each report: if the message is lost, closing asks a little
    /// later anyway.
    /// </summary>
    public bool TryTakeNews()
    {
        if (_isNewsTaken || IsFenced || !HasNews)
            return false;
        return _isNewsTaken = true;
    }

    /// <summary>Applies what closing knows, and returns the partition's progress.</summary>
    public PartitionReport Report(PartitionNews news)
    {
        _ends.Asked(news.EndOffset, news.Sealed, news.SeenActivation == Activation ? news.AskedAfter : null);
        foreach (var start in news.ClosedWindows)
            Windows.NoteClosed(start);
        UpdateWhenDue();
        var phase = Phase();
        _reported = (Commits, Windows.Opened, phase);
        _isNewsTaken = false;
        return new PartitionReport(
            _partition, phase, _intake.Position, _committedOffset, _aggregator.MaxEventTimeMs, _committedBoundedTimeMs,
            _passedBeforeMs, Windows.Open(), Activation, Commits,
            Windows.CommittedAfter(news.SeenActivation == Activation ? news.SeenCommits : -1),
            _time.GetTimestamp())
        {
            LiveOffset = LiveOffset,
            Problem = _storeProblem ?? _intake.Problem,
            LastRecordTimeMs = _aggregator.LastRecordTimeMs is var ms && ms == LogRecord.UnknownTimeMs ? null : ms,
        };
    }

    /// <summary>What is committed of some windows, as far as it is known here.</summary>
    public CommittedPartials[] GetCommitted(CommittedRequest request)
    {
        var answers = new CommittedPartials[request.WindowStartsMs.Length];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = GetCommitted(request.Kind, request.WindowStartsMs[i], request.Since[i]);
        return answers;
    }

    private CommittedPartials GetCommitted(AccumulatorKind kind, long startMs, int since)
    {
        if (Windows.At(startMs) is not { } window)
            return new CommittedPartials(startMs < _passedBeforeMs ? null : 0, []); // only passed windows are evicted
        return window.CommittedSince(kind, since) is { Length: <= MostPartials } changed
            ? new CommittedPartials(window.CommittedVersion, changed)
            : new CommittedPartials(null, []);
    }

    /// <summary>What has changed in some windows since an answer before, committed or not: for live answers.</summary>
    public LiveChanges GetChanges(LiveRequest request)
    {
        UpdateWhenDue();
        var isKnown = request.Activation == Activation;
        return new LiveChanges(
            Activation, Windows.Updates, Windows.NextOffset,
            [
                .. request.WindowStartsMs.Select(Windows.At).OfType<PartitionWindow>().Select(w => new WindowPartials(
                    w.StartMs, w.ChangedSince(isKnown && request.KnownWindows.Contains(w.StartMs) ? request.Update : 0))),
            ],
            [.. request.WindowStartsMs.Where(Windows.IsEvicted)]);
    }

    /// <summary>
    /// Commits what was read. Completes when it is stored, or when this activation is fenced (<see cref="IsFenced"/>).
    /// While the store is unreachable it is retried.
    /// </summary>
    /// <exception cref="OperationCanceledException">
    /// The call was cancelled; whether it was stored is not known, and the next call finds out.
    /// </exception>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _committing.WaitAsync(cancellationToken);
        try
        {
            if (IsFenced || (_plan ??= MakePlan()) is not { } plan)
                return;
            await StoreAsync(plan, cancellationToken);
            NoteCommitted(plan);
        }
        catch (FencedException e)
        {
            IsFenced = true;
            PipelineLog.Fenced(_logger, _partition, e.Message);
        }
        finally
        {
            _committing.Release();
        }
    }

    /// <summary>Makes what was read visible to live answers, if it is time.</summary>
    private void UpdateWhenDue()
    {
        if (_time.GetElapsedTime(_updatedAt) >= _updateInterval)
            Update();
    }

    /// <summary>Ends reading and waiting.</summary>
    public void Dispose() => _ended.Cancel();

    private async Task StoreAsync(PartitionCommit plan, CancellationToken cancellationToken)
    {
        var backOff = new ExponentialBackoff(ShortestBackOff, LongestBackOff, _time);
        while (true)
        {
            var mayBeCommitted = _isPlanInDoubt;
            _isPlanInDoubt = true;
            try
            {
                await _store.CommitAsync(plan, mayBeCommitted, cancellationToken);
                (_isPlanInDoubt, _storeProblem) = (false, null);
                return;
            }
            catch (StoreUnavailableException e)
            {
                _storeProblem = new PipelineProblem(PipelineProblemKind.StoreAway, e.Message);
                PipelineLog.StoreAway(_logger, backOff.Next, e.Message);
            }

            await backOff.WaitAsync(cancellationToken);
        }
    }

    private long LiveOffset
        => _aggregator.HasChanges ? Windows.NextOffset
            : _ends.HasMore(_intake.Position) ? _intake.Position
            : Math.Max(_intake.Position, _ends.EndOffset);

    private bool HasRoom()
        => _aggregator.NextOffset - _committedOffset < _options.MaxUncommittedRecords
            && Windows.All.Count(static w => !w.IsClosed) < _options.MaxOpenWindows;

    /// <summary>
    /// Makes what was read visible. If that takes long (many keys), the next update waits longer, so that most of the time is left for
    /// reading.
    /// </summary>
    private void Update()
    {
        _updatedAt = _time.GetTimestamp();
        if (!_aggregator.HasChanges)
            return;
        var update = _aggregator.TakeUpdate();
        // of this moment: the aggregator may pass a window while it has changes of it that are in no update
        _passedBeforeMs = _aggregator.PassedBeforeMs;
        Totals = update.Totals;
        Windows.Apply(update);
        _lateEvents.AddRange(update.LateEvents);
        _deadLetters.AddRange(update.DeadLetters);
        _gaps.AddRange(update.Gaps);
        var cost = _time.GetElapsedTime(_updatedAt);
        var least = LagRecords > FarBehindRecords && FarBehindInterval > _options.UpdateInterval
            ? FarBehindInterval
            : _options.UpdateInterval;
        _updateInterval = TimeSpan.FromTicks(Math.Max(least.Ticks, Math.Min(cost.Ticks * 10, _options.CommitInterval.Ticks)));
    }

    private PartitionCommit? MakePlan()
    {
        Update();
        if (!HasUncommitted)
            return null;
        var plan = new PartitionCommit(
            _partition, _committedOffset, _aggregator.NextOffset, _aggregator.MaxEventTimeMs, _aggregator.Totals,
            [.. Windows.All.Select(static w => w.Plan()).OfType<WindowSegment>()], [.. _lateEvents], [.. _deadLetters], [.. _gaps],
            HasPassedWindowEnd)
        {
            MaxBoundedTimeMs = _aggregator.MaxBoundedTimeMs,
            SetBack = _setBack,
        };
        _setBack = null;
        _lateEvents.Clear();
        _deadLetters.Clear();
        _gaps.Clear();
        return plan;
    }

    private void NoteCommitted(PartitionCommit plan)
    {
        _plan = null;
        Commits++;
        (_committedOffset, _committedBoundedTimeMs) = (plan.NextOffset, plan.MaxBoundedTimeMs);
        foreach (var window in Windows.All)
            window.NoteCommitted(Commits);
        _log.Checkpointed(_partition, _committedOffset);
        Windows.EvictPassed(_passedBeforeMs);
    }

    /// <summary>Idle and finished only once everything is committed and the log can be read: closing uses only what is committed.</summary>
    private PartitionPhase Phase()
    {
        if (_intake.Problem is not null || SetBackToMs is not null || _aggregator.HasChanges || HasUncommitted)
            return PartitionPhase.Active;
        if (_ends.IsFinished(_intake.Position))
            return PartitionPhase.Finished;
        var quiet = _aggregator.MaxEventTimeMs == Watermark.None
            ? _ends.IsCaughtUp(_intake.Position)
            : _ends.IsQuietSince(_intake.LastRecordAt, _options.IdleTimeout, _intake.Position);
        return quiet ? PartitionPhase.Idle : PartitionPhase.Active;
    }

    private long WindowOf(long maxEventTimeMs)
        => maxEventTimeMs == Watermark.None
            ? Watermark.None
            : _settings.Windows.StartOf(Watermark.FromMaxEventTime(maxEventTimeMs, _settings.OutOfOrderness));
}
