using StreamPulse.Core.Events;
using StreamPulse.Core.Sketches;

namespace StreamPulse.Core.Accumulators;

/// <summary>What several accumulators need of one event, computed once.</summary>
public readonly ref struct EventMeasures
{
    private static ReadOnlySpan<byte> SuccessWord => "success"u8;

    private static ReadOnlySpan<byte> CancelledWord => "cancelled"u8;

    public EventMeasures(in EventView e)
    {
        EventTimeMs = e.EventTimeMs;
        IsSuccess = e.Status.SequenceEqual(SuccessWord);
        IsCancelled = !IsSuccess && e.Status.SequenceEqual(CancelledWord);
        SizeMb = e.SizeMb;
        UserHash = XxHash64.Hash(e.UserId);
        ErrorCode = e.ErrorCode;
        if (!IsSuccess)
            return;
        DurationSeconds = e.DurationSeconds;
        DurationBucket = QuantileSketch.BucketOf(e.DurationSeconds);
        HasSpeed = e.SpeedMbps > 0;
        if (!HasSpeed)
            return;
        SpeedMbps = e.SpeedMbps;
        SpeedUnits = ExactSum.UnitsOf(e.SpeedMbps);
        SpeedBucket = QuantileSketch.BucketOf(e.SpeedMbps);
    }

    public long EventTimeMs { get; }

    public bool IsSuccess { get; }

    public bool IsCancelled { get; }

    public int SizeMb { get; }

    public ulong UserHash { get; }

    public ReadOnlySpan<byte> ErrorCode { get; }

    /// <summary>0 unless successful.</summary>
    public int DurationSeconds { get; }

    public int DurationBucket { get; }

    /// <summary>Successful with a speed above 0.</summary>
    public bool HasSpeed { get; }

    public float SpeedMbps { get; }

    /// <summary>In <see cref="ExactSum"/>'s units.</summary>
    public long SpeedUnits { get; }

    public int SpeedBucket { get; }
}
