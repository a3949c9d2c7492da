using StreamPulse.Core.Keys;
using StreamPulse.Core.Sketches;

namespace StreamPulse.Core.Accumulators;

/// <summary>
/// The figures of one key in one window, of one partition or merged over several. <see cref="Merge"/> is associative and commutative with a
/// new accumulator as its identity, and every figure is an integer, a maximum or a mergeable sketch, so the result does not depend on
/// order. A frozen accumulator is shared and must not change any more: clone it to continue counting.
/// </summary>
public sealed class DownloadAccumulator(AccumulatorKind kind, Utf8Key key)
{
    private Int128 _speedUnits;
    private byte[]? _title;
    private HyperLogLogCells _users;
    private QuantileCells _speeds;
    private QuantileCells _durations;

    public AccumulatorKind Kind { get; } = kind;

    public Utf8Key Key { get; } = key;

    /// <summary>
    /// The key's number among the keys of all kinds in one window of one partition, from 0 in the order in which they came; -1 where the
    /// accumulator is not one that a partition counts with.
    /// </summary>
    public int Index { get; internal set; } = -1;

    public bool IsFrozen { get; private set; }

    public long Total { get; internal set; }

    public long Successful { get; internal set; }

    /// <summary>Part of those that are not successful.</summary>
    public long Cancelled { get; internal set; }

    /// <summary>Sum of size_mb over all downloads, in mebibytes.</summary>
    public long SizeMb { get; internal set; }

    /// <summary>Successful downloads with a speed above 0.</summary>
    public long SpeedCount { get; internal set; }

    /// <summary>Sum of their speeds.</summary>
    public ExactSum SpeedSum { get => new(_speedUnits); internal set => _speedUnits = value.Units; }

    /// <summary>Lowest of those speeds, or +infinity.</summary>
    public float MinSpeedMbps { get; internal set; } = float.PositiveInfinity;

    /// <summary>Highest of those speeds, or 0.</summary>
    public float MaxSpeedMbps { get; internal set; }

    /// <summary>Sum of the durations of successful downloads, in seconds.</summary>
    public long DurationSeconds { get; internal set; }

    /// <summary>Content: event time of the event that <see cref="Title"/> is from.</summary>
    public long TitleEventTimeMs { get; internal set; } = long.MinValue;

    /// <summary>Content: title in UTF-8 of the latest event; of several at the same time the one with the greatest bytes.</summary>
    public ReadOnlySpan<byte> Title => _title;

    /// <summary>Content: distinct users.</summary>
    internal ref HyperLogLogCells Users => ref _users;

    /// <summary>Content, region: speeds of successful downloads with a speed above 0, Mbit/s.</summary>
    internal ref QuantileCells Speeds => ref _speeds;

    /// <summary>Content, region: durations of successful downloads, seconds.</summary>
    internal ref QuantileCells Durations => ref _durations;

    /// <summary>Region: unsuccessful downloads by error_code.</summary>
    public ErrorCounts? Errors { get; internal set; }

    /// <summary>Counts one event. <paramref name="title"/> matters for content only.</summary>
    /// <exception cref="InvalidOperationException">The accumulator is frozen.</exception>
    public void Add(in EventMeasures e, ReadOnlySpan<byte> title)
    {
        ThrowIfFrozen();
        Total++;
        SizeMb += e.SizeMb;
        if (e.IsSuccess)
            AddSuccess(e);
        else if (e.IsCancelled)
            Cancelled++;
        if (Kind == AccumulatorKind.Content)
        {
            OfferTitle(e.EventTimeMs, title);
            _users.Add(e.UserHash);
        }
        else if (Kind == AccumulatorKind.Region && !e.IsSuccess)
        {
            (Errors ??= new ErrorCounts()).Add(e.ErrorCode);
        }
    }

    private void AddSuccess(in EventMeasures e)
    {
        Successful++;
        DurationSeconds += e.DurationSeconds;
        if (e.HasSpeed)
        {
            SpeedCount++;
            _speedUnits += e.SpeedUnits;
            MinSpeedMbps = Math.Min(MinSpeedMbps, e.SpeedMbps);
            MaxSpeedMbps = Math.Max(MaxSpeedMbps, e.SpeedMbps);
        }

        if (Kind == AccumulatorKind.Device)
            return;
        _durations.Add(e.DurationBucket, 1);
        if (e.HasSpeed)
            _speeds.Add(e.SpeedBucket, 1);
    }

    /// <summary>Adds all that <paramref name="other"/> has counted.</summary>
    /// <exception cref="InvalidOperationException">This accumulator is frozen.</exception>
    public void Merge(DownloadAccumulator other)
    {
        ThrowIfFrozen();
        Total += other.Total;
        Successful += other.Successful;
        Cancelled += other.Cancelled;
        SizeMb += other.SizeMb;
        SpeedCount += other.SpeedCount;
        _speedUnits += other._speedUnits;
        MinSpeedMbps = Math.Min(MinSpeedMbps, other.MinSpeedMbps);
        MaxSpeedMbps = Math.Max(MaxSpeedMbps, other.MaxSpeedMbps);
        DurationSeconds += other.DurationSeconds;
        if (other._title is not null)
            OfferTitle(other.TitleEventTimeMs, other._title);
        _users.Merge(other._users);
        _speeds.Merge(other._speeds);
        _durations.Merge(other._durations);
        if (other.Errors is not null)
            (Errors ??= new ErrorCounts()).Merge(other.Errors);
    }

    /// <summary>Makes this accumulator read-only.</summary>
    public void Freeze() => IsFrozen = true;

    /// <summary>A copy that can be changed.</summary>
    public DownloadAccumulator Clone()
        => new(Kind, Key)
        {
            Index = Index,
            Total = Total,
            Successful = Successful,
            Cancelled = Cancelled,
            SizeMb = SizeMb,
            SpeedCount = SpeedCount,
            _speedUnits = _speedUnits,
            MinSpeedMbps = MinSpeedMbps,
            MaxSpeedMbps = MaxSpeedMbps,
            DurationSeconds = DurationSeconds,
            TitleEventTimeMs = TitleEventTimeMs,
            _title = _title,
            _users = _users.Clone(),
            _speeds = _speeds.Clone(),
            _durations = _durations.Clone(),
            Errors = Errors?.Clone(),
        };

    /// <summary>Replaces the title if its event is later than that of the current one.</summary>
    internal void OfferTitle(long eventTimeMs, ReadOnlySpan<byte> title)
    {
        if (eventTimeMs < TitleEventTimeMs)
            return;
        if (_title is not null && _title.AsSpan().SequenceEqual(title))
        {
            TitleEventTimeMs = eventTimeMs;
            return;
        }

        if (eventTimeMs == TitleEventTimeMs && _title is not null && title.SequenceCompareTo(_title) < 0)
            return;
        TitleEventTimeMs = eventTimeMs;
        _title = Key.Shared(title);
    }

    private void ThrowIfFrozen()
    {
        if (IsFrozen)
            throw new InvalidOperationException("The accumulator is frozen: it was handed out and must not change. Clone it first.");
    }
}
