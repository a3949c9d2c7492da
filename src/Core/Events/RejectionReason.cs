namespace StreamPulse.Core.Events;

/// <summary>
/// Why a record cannot be counted. The words that <see cref="RejectionReasons.Word"/> gives are stable and go to dead letters and clients.
/// </summary>
public enum RejectionReason
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The bytes are not an event in Avro binary: truncated, a length out of bounds, bytes left over.</summary>
    UndecodableAvro,

    /// <summary>The record names a schema that nobody knows.</summary>
    UnknownSchema,

    /// <summary>event_id is empty or blank.</summary>
    EmptyEventId,

    /// <summary>content_id is empty or blank.</summary>
    EmptyContentId,

    /// <summary>region is empty or blank.</summary>
    EmptyRegion,

    /// <summary>device is empty or blank.</summary>
    EmptyDevice,

    /// <summary>status is empty or blank.</summary>
    EmptyStatus,

    /// <summary>A string is longer than allowed.</summary>
    FieldTooLong,

    /// <summary>A string is not UTF-8, or holds the character U+0000.</summary>
    InvalidText,

    /// <summary>Event time before 2000-01-01 or after 2200-01-01.</summary>
    EventTimeOutOfRange,

    /// <summary>Event time further ahead of the ingestion time than allowed.</summary>
    EventTimeInFuture,

    /// <summary>speed_mbps is not a number, infinite, negative or beyond 1,000,000.</summary>
    InvalidSpeed,

    /// <summary>duration_seconds is negative.</summary>
    InvalidDuration,

    /// <summary>size_mb is negative.</summary>
    InvalidSize,

    /// <summary>price is not a number, infinite or negative.</summary>
    InvalidPrice,

    /// <summary>A window already has as many keys as it may have.</summary>
    TooManyKeys,
}
