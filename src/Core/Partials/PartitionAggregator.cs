using System.Text;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Windows;

namespace StreamPulse.Core.Partials;

/// <summary>
/// Turns an ordered prefix of one partition into partials: for every (kind, key, window) the aggregate over the prefix. A pure function of
/// the prefix and the ingestion times, so two aggregators that have read up to the same offset hold equal partials, wherever they run and
/// whatever happened to them on the way. Memory: the windows from the partition's watermark less the allowed lateness on. For one thread.
/// </summary>
public sealed class PartitionAggregator
{
    private const long NoTime = long.MinValue;

    private readonly PipelineSettings _settings;
    private readonly AvroEventDecoder _decoder;
    private readonly EventValidator _validator;
    private readonly TumblingWindows _windows;
    /// <summary>What <see cref="Watermark.PassedBefore"/> adds to the latest bounded time, computed once.</summary>
    private readonly long _passedOffsetMs;
    private readonly long _longestAheadMs;
    private readonly long _longestDelayMs;
    private readonly Func<long, bool> _isRetired;
    private readonly Utf8KeyInterner _interner;
    private readonly SortedDictionary<long, PartialTable> _tables = [];
    private readonly byte[] _deviceKey;
    private PartialTable? _latest;
    private List<LateEvent> _lateEvents = [];
    private List<DeadLetter> _deadLetters = [];
    private List<LogGap> _gaps = [];
    private long _counted;
    private long _late;
    private long _deadLettered;
    private long _absent;
    private long _missing;
    private long _lastRecordTimeMs = NoTime;

    /// <param name="isRetired">
    /// Whether the window that starts at the given time is retired; asked once for each window that opens here.
    /// </param>
    public PartitionAggregator(
        int partition, PipelineSettings settings, AvroEventDecoder decoder, Func<long, bool>? isRetired = null,
        Utf8KeyInterner? interner = null)
    {
        Partition = partition;
        _settings = settings;
        _decoder = decoder;
        _validator = new EventValidator(settings.EventLimits);
        _windows = settings.Windows;
        _passedOffsetMs = Watermark.PassedBefore(0, settings);
        _longestAheadMs = (long)settings.EventLimits.MaxAheadOfIngestion.TotalMilliseconds;
        _longestDelayMs = (long)(settings.OutOfOrderness + settings.AllowedLateness).TotalMilliseconds;
        _isRetired = isRetired ?? (static _ => false);
        _interner = interner ?? new Utf8KeyInterner();
        _deviceKey = new byte[(2 * settings.EventLimits.MaxKeyBytes) + 1];
    }

    public int Partition { get; }

    /// <summary>Offset after the last record that is in.</summary>
    public long NextOffset { get; private set; }

    /// <summary>Latest event time so far, or <see cref="Watermark.None"/>.</summary>
    public long MaxEventTimeMs { get; private set; } = Watermark.None;

    /// <summary>
    /// Latest bounded time so far, or <see cref="Watermark.None"/>. The bounded time of an event is its event time, but never later than
    /// the ingestion time of its record, so no event, whatever it says, moves it beyond the clock of the log. Where the log does not say
    /// when it took a record it is the event time, which is <see cref="EventLimits.MaxAheadOfIngestion"/> ahead of the clock at most.
    /// </summary>
    public long MaxBoundedTimeMs { get; private set; } = Watermark.None;

    /// <summary>
    /// Records before this offset were judged by their event time alone, by an earlier version. 0 for none.
    /// </summary>
    public long BoundedFromOffset { get; init; }

    /// <summary>Counts over the whole prefix.</summary>
    public PartitionTotals Totals => new(_counted, _late, _deadLettered, _absent, _missing);

    /// <summary>The partition's own event-time watermark: the only one that lateness is judged by.</summary>
    public long WatermarkMs => Watermark.FromMaxEventTime(MaxBoundedTimeMs, _settings.OutOfOrderness);

    /// <summary>Windows that start before this time accept no events here any more.</summary>
    public long PassedBeforeMs => MaxBoundedTimeMs == Watermark.None ? Watermark.None : MaxBoundedTimeMs + _passedOffsetMs;

    /// <summary>
    /// Time of the last record that was added, as it was given; null before the first. Nothing that is counted depends on it.
    /// </summary>
    public long? LastRecordTimeMs => _lastRecordTimeMs == NoTime ? null : _lastRecordTimeMs;

    /// <summary>Whether an update would contain anything new.</summary>
    public bool HasChanges { get; private set; }

    /// <summary>Begins from a checkpoint.</summary>
    public void Restore(PartitionState state)
    {
        NextOffset = state.NextOffset;
        MaxEventTimeMs = state.MaxEventTimeMs;
        MaxBoundedTimeMs = state.MaxBoundedTimeMs ?? state.MaxEventTimeMs;
        (_counted, _late, _deadLettered, _absent, _missing) = state.Totals;
        foreach (var window in state.Windows)
        {
            var table = TableAt(window.WindowStartMs);
            foreach (var partial in window.Partials)
                table.Restore(partial);
        }
    }

    /// <summary>
    /// Whether the watermark is so far ahead of an ingestion time that an event of that very time would be late: then the clock that gave
    /// earlier ingestion times was ahead and has been put right.
    /// </summary>
    /// <param name="isFirstReading">Whether <paramref name="ingestionTimeMs"/> is not the log's, but that of the first reading.</param>
    public bool IsAheadOf(long ingestionTimeMs, bool isFirstReading)
        => ingestionTimeMs + _longestDelayMs + (isFirstReading ? _longestAheadMs : 0) < MaxBoundedTimeMs;

    /// <summary>
    /// Sets the latest bounded time back, after <see cref="Restore"/> with the windows that can change then and before the first record.
    /// </summary>
    public void SetBack(long timeMs) => MaxBoundedTimeMs = timeMs;

    /// <summary>
    /// Adds the next record. Records below <see cref="NextOffset"/> are counted already and are skipped. Offsets between that and
    /// <paramref name="offset"/> are absent: the log holds no record there (a transaction's marker, or compaction deleted it). Those
    /// after the last record are not known to be absent before another record comes, and are lag until then.
    /// </summary>
    /// <param name="ingestionTimeMs">
    /// When the log took the record; where the log does not say, when it was first read, as the checkpoint and its dead letters have it.
    /// </param>
    /// <param name="key">The record's key, for the dead letter that it may become; empty where there is none.</param>
    /// <param name="recordTimeMs">For <see cref="LastRecordTimeMs"/>.</param>
    /// <param name="earlier">What was found at an earlier reading and cannot be found again from the log.</param>
    /// <param name="isFirstReading">Whether <paramref name="ingestionTimeMs"/> is not the log's, but that of the first reading.</param>
    /// <exception cref="SchemaMissingException">
    /// The record's schema has to be looked for; nothing has changed, and the record can be added again then.
    /// </exception>
    public void Add(
        long offset, long ingestionTimeMs, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long recordTimeMs,
        EarlierVerdict earlier = EarlierVerdict.None, bool isFirstReading = false)
    {
        if (offset < NextOffset)
            return;
        if (ConfluentFraming.IsFramed(value) && earlier != EarlierVerdict.UnknownSchema)
            RequireSchema(value);
        _absent += offset - NextOffset;
        NextOffset = offset + 1;
        HasChanges = true;
        _lastRecordTimeMs = recordTimeMs;
        var reason = _decoder.TryDecode(value, out var e);
        if (earlier == EarlierVerdict.UnknownSchema)
            reason = RejectionReason.UnknownSchema;
        if (reason == RejectionReason.None)
            reason = _validator.Validate(e, ingestionTimeMs);
        if (reason == RejectionReason.None)
        {
            var boundedTimeMs = isFirstReading || offset < BoundedFromOffset ? e.EventTimeMs : Math.Min(e.EventTimeMs, ingestionTimeMs);
            reason = Count(offset, e, boundedTimeMs, earlier == EarlierVerdict.Retired);
        }

        if (reason == RejectionReason.None)
            return;
        _deadLettered++;
        _deadLetters.Add(new DeadLetter(offset, reason, key.ToArray(), value.ToArray(), ingestionTimeMs));
    }

    /// <summary>Adds the next record, whose time is its ingestion time.</summary>
    /// <inheritdoc cref="Add(long, long, ReadOnlySpan{byte}, ReadOnlySpan{byte}, long, EarlierVerdict, bool)"/>
    public void Add(
        long offset, long ingestionTimeMs, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, EarlierVerdict earlier = EarlierVerdict.None,
        bool isFirstReading = false)
        => Add(offset, ingestionTimeMs, key, value, ingestionTimeMs, earlier, isFirstReading);

    /// <summary>
    /// Continues at <paramref name="offset"/>: the records before it were lost from the log and never read. They are counted as missing.
    /// </summary>
    public void SkipTo(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(offset, NextOffset);
        _missing += offset - NextOffset;
        _gaps.Add(new LogGap(NextOffset, offset, MaxEventTimeMs, Totals) { MaxBoundedTimeMs = MaxBoundedTimeMs });
        NextOffset = offset;
        HasChanges = true;
    }

    /// <summary>What changed since the last call, and forgets windows that can no longer change here.</summary>
    public PartitionUpdate TakeUpdate()
    {
        var changed = new List<WindowPartials>();
        foreach (var table in _tables.Values)
        {
            if (table.HasChanges)
                changed.Add(table.TakeChanged());
            if (table.WindowStartMs + _windows.SizeMs <= WatermarkMs)
                table.Trim();
        }

        var update = new PartitionUpdate(Partition, NextOffset, MaxEventTimeMs, Totals, changed, _lateEvents, _deadLetters)
        {
            Gaps = _gaps,
        };
        _gaps = [];
        _lateEvents = [];
        _deadLetters = [];
        HasChanges = false;
        ForgetPassedWindows();
        return update;
    }

    private void RequireSchema(ReadOnlySpan<byte> value)
    {
        if (_decoder.Missing(value) is { } id)
            throw new SchemaMissingException(id);
    }

    private RejectionReason Count(long offset, in EventView e, long boundedTimeMs, bool wasRetired)
    {
        var windowStart = _latest is { } latest && (ulong)(e.EventTimeMs - latest.WindowStartMs) < (ulong)_windows.SizeMs
            ? latest.WindowStartMs
            : _windows.StartOf(e.EventTimeMs);
        if (HasPassed(windowStart))
            return AddLate(offset, e, windowStart, LateReason.BeyondAllowedLateness, boundedTimeMs);
        if (wasRetired)
            return AddLate(offset, e, windowStart, LateReason.WindowRetired, boundedTimeMs);
        var table = _latest is not null && _latest.WindowStartMs == windowStart ? _latest : Open(windowStart);
        if (table is null)
            return AddLate(offset, e, windowStart, LateReason.WindowRetired, boundedTimeMs);

        if (!table.TryAdd(e, DeviceKey(e), _settings.MaxKeysPerWindow))
            return RejectionReason.TooManyKeys;
        _counted++;
        Advance(e.EventTimeMs, boundedTimeMs);
        return RejectionReason.None;
    }

    private bool HasPassed(long windowStartMs) => windowStartMs < PassedBeforeMs;

    private PartialTable? Open(long windowStartMs)
    {
        if (!_tables.ContainsKey(windowStartMs) && _isRetired(windowStartMs))
            return null;
        return _latest = TableAt(windowStartMs);
    }

    private PartialTable TableAt(long windowStartMs)
    {
        if (!_tables.TryGetValue(windowStartMs, out var table))
            _tables.Add(windowStartMs, table = new PartialTable(windowStartMs, _interner));
        return table;
    }

    private void Advance(long eventTimeMs, long boundedTimeMs)
    {
        MaxEventTimeMs = Math.Max(MaxEventTimeMs, eventTimeMs);
        MaxBoundedTimeMs = Math.Max(MaxBoundedTimeMs, boundedTimeMs);
    }

    private RejectionReason AddLate(long offset, in EventView e, long windowStartMs, LateReason reason, long boundedTimeMs)
    {
        _late++;
        Advance(e.EventTimeMs, boundedTimeMs);
        _lateEvents.Add(new LateEvent(
            offset, reason, e.EventTimeMs, windowStartMs, Encoding.UTF8.GetString(e.ContentId), Encoding.UTF8.GetString(e.Region)));
        return RejectionReason.None;
    }

    private ReadOnlySpan<byte> DeviceKey(in EventView e)
    {
        e.Device.CopyTo(_deviceKey);
        _deviceKey[e.Device.Length] = 0;
        e.OsVersion.CopyTo(_deviceKey.AsSpan(e.Device.Length + 1));
        return _deviceKey.AsSpan(0, e.Device.Length + 1 + e.OsVersion.Length);
    }

    private void ForgetPassedWindows()
    {
        while (_tables.Count > 0)
        {
            var (start, table) = _tables.First();
            if (!HasPassed(start))
                break;
            _tables.Remove(start);
            if (ReferenceEquals(table, _latest))
                _latest = null;
        }
    }
}
