namespace StreamPulse.Core.Events;

/// <summary>The words for <see cref="RejectionReason"/>.</summary>
public static class RejectionReasons
{
    /// <summary>A stable word in snake_case, such as <c>undecodable_avro</c>.</summary>
    public static string Word(RejectionReason reason) => reason switch
    {
        RejectionReason.None => "none",
        RejectionReason.UndecodableAvro => "undecodable_avro",
        RejectionReason.UnknownSchema => "unknown_schema",
        RejectionReason.EmptyEventId => "empty_event_id",
        RejectionReason.EmptyContentId => "empty_content_id",
        RejectionReason.EmptyRegion => "empty_region",
        RejectionReason.EmptyDevice => "empty_device",
        RejectionReason.EmptyStatus => "empty_status",
        RejectionReason.FieldTooLong => "field_too_long",
        RejectionReason.InvalidText => "invalid_text",
        RejectionReason.EventTimeOutOfRange => "event_time_out_of_range",
        RejectionReason.EventTimeInFuture => "event_time_in_future",
        RejectionReason.InvalidSpeed => "invalid_speed",
        RejectionReason.InvalidDuration => "invalid_duration",
        RejectionReason.InvalidSize => "invalid_size",
        RejectionReason.InvalidPrice => "invalid_price",
        RejectionReason.TooManyKeys => "too_many_keys",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a rejection reason."),
    };

    /// <summary>The same for people: what is wrong and what would be right.</summary>
    public static string Detail(RejectionReason reason) => reason switch
    {
        RejectionReason.None => "Nothing is wrong.",
        RejectionReason.UndecodableAvro => "The bytes are not a ContentDownloadEvent in Avro binary.",
        RejectionReason.UnknownSchema => "The record names a schema that neither a file nor the schema registry has.",
        RejectionReason.EmptyEventId => "event_id is empty or blank.",
        RejectionReason.EmptyContentId => "content.content_id is empty or blank.",
        RejectionReason.EmptyRegion => "user_context.region is empty or blank.",
        RejectionReason.EmptyDevice => "user_context.device is empty or blank.",
        RejectionReason.EmptyStatus => "download.status is empty or blank.",
        RejectionReason.FieldTooLong
            => "A string is longer than allowed (ids 1,024 bytes, other text 16 KiB, unless configured otherwise).",
        RejectionReason.InvalidText => "A string is not valid UTF-8 or holds the character U+0000.",
        RejectionReason.EventTimeOutOfRange => "The event time is before 2000-01-01 or not before 2200-01-01 (UTC).",
        RejectionReason.EventTimeInFuture
            => "The event time is further ahead of the time the log took the record than allowed (5 minutes unless configured otherwise).",
        RejectionReason.InvalidSpeed => "download.speed_mbps is not a number from 0 to 1,000,000.",
        RejectionReason.InvalidDuration => "download.duration_seconds is negative.",
        RejectionReason.InvalidSize => "content.size_mb is negative.",
        RejectionReason.InvalidPrice => "content.price is not a number of at least 0.",
        RejectionReason.TooManyKeys => "The event's window already has as many different keys as it may have.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a rejection reason."),
    };
}
