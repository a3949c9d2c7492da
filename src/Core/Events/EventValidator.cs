using System.Text.Unicode;

namespace StreamPulse.Core.Events;

/// <summary>Checks an event's values; a pure function of the event and its ingestion time.</summary>
public sealed class EventValidator(EventLimits limits)
{
    /// <summary>First instant that is taken, 2000-01-01T00:00:00Z.</summary>
    public const long MinEventTimeMs = 946_684_800_000;

    /// <summary>First instant that is not taken any more, 2200-01-01T00:00:00Z.</summary>
    public const long MaxEventTimeMs = 7_258_118_400_000;

    /// <summary>Highest speed that is taken: 1 Tbit/s.</summary>
    public const float MaxSpeedMbps = 1_000_000f;

    private readonly long _maxAheadMs = (long)limits.MaxAheadOfIngestion.TotalMilliseconds;

    /// <summary>What is wrong with the event first, or <see cref="RejectionReason.None"/>.</summary>
    public RejectionReason Validate(in EventView e, long ingestionTimeMs)
    {
        var reason = ValidateKeys(e);
        if (reason == RejectionReason.None)
            reason = ValidateText(e);
        return reason == RejectionReason.None ? ValidateNumbers(e, ingestionTimeMs) : reason;
    }

    private RejectionReason ValidateKeys(in EventView e)
    {
        if (IsBlank(e.EventId))
            return RejectionReason.EmptyEventId;
        if (IsBlank(e.ContentId))
            return RejectionReason.EmptyContentId;
        if (IsBlank(e.Region))
            return RejectionReason.EmptyRegion;
        if (IsBlank(e.Device))
            return RejectionReason.EmptyDevice;
        if (IsBlank(e.Status))
            return RejectionReason.EmptyStatus;

        var longestKey = Math.Max(
            Math.Max(Math.Max(e.EventId.Length, e.UserId.Length), Math.Max(e.ContentId.Length, e.Status.Length)),
            Math.Max(Math.Max(e.Region.Length, e.Device.Length), Math.Max(e.OsVersion.Length, e.ErrorCode.Length)));
        var longestText = Math.Max(
            Math.Max(Math.Max(e.Title.Length, e.ContentType.Length), Math.Max(e.Category.Length, e.City.Length)),
            Math.Max(e.ConnectionType.Length, e.ErrorMessage.Length));
        return longestKey > limits.MaxKeyBytes || longestText > limits.MaxTextBytes ? RejectionReason.FieldTooLong : RejectionReason.None;
    }

    /// <summary>Whether nothing is there but white space of ASCII.</summary>
    private static bool IsBlank(ReadOnlySpan<byte> utf8) => utf8.IsEmpty || (utf8[0] <= ' ' && !utf8.ContainsAnyExcept(" \t\n\v\f\r"u8));

    private static RejectionReason ValidateText(in EventView e)
        => e.IsPlainText || (IsText(e.EventId) && IsText(e.UserId) && IsText(e.ContentId) && IsText(e.Title) && IsText(e.ContentType)
            && IsText(e.Category) && IsText(e.Status) && IsText(e.ErrorCode) && IsText(e.ErrorMessage) && IsText(e.Region)
            && IsText(e.City) && IsText(e.Device) && IsText(e.OsVersion) && IsText(e.ConnectionType))
            ? RejectionReason.None
            : RejectionReason.InvalidText;

    /// <summary>PostgreSQL's text allows any UTF-8 but U+0000.</summary>
    private static bool IsText(ReadOnlySpan<byte> utf8) => PlainText.Is(utf8) || (Utf8.IsValid(utf8) && !utf8.Contains((byte)0));

    private RejectionReason ValidateNumbers(in EventView e, long ingestionTimeMs)
    {
        if (e.EventTimeMs is < MinEventTimeMs or >= MaxEventTimeMs)
            return RejectionReason.EventTimeOutOfRange;
        if (e.EventTimeMs > ingestionTimeMs + _maxAheadMs)
            return RejectionReason.EventTimeInFuture;
        if (!(e.SpeedMbps is >= 0 and <= MaxSpeedMbps))
            return RejectionReason.InvalidSpeed;
        if (e.DurationSeconds < 0)
            return RejectionReason.InvalidDuration;
        if (e.SizeMb < 0)
            return RejectionReason.InvalidSize;
        return e.Price is >= 0 and < float.PositiveInfinity ? RejectionReason.None : RejectionReason.InvalidPrice;
    }
}
