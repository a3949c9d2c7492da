namespace StreamPulse.Core.Events;

/// <summary>Every property of the event's JSON; the number is its bit in the set of those that were read.</summary>
internal enum EventJsonField
{
    EventId,
    EventTime,
    UserId,
    Content,
    ContentId,
    Title,
    ContentType,
    Category,
    SizeMb,
    Price,
    Download,
    Status,
    DurationSeconds,
    SpeedMbps,
    ErrorCode,
    ErrorMessage,
    UserContext,
    Region,
    City,
    Device,
    OsVersion,
    ConnectionType,
}
