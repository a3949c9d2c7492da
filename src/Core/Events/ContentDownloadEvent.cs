namespace StreamPulse.Core.Events;

/// <summary>
/// One download attempt, as an object: for producers, imports and tests. The hot path reads <see cref="EventView"/> instead.
/// </summary>
public sealed record ContentDownloadEvent
{
    /// <summary>UUID in text form.</summary>
    public required string EventId { get; init; }

    /// <summary>Event time, milliseconds since the Unix epoch, UTC.</summary>
    public required long EventTimeMs { get; init; }

    /// <summary>Anonymised user.</summary>
    public required string UserId { get; init; }

    public required ContentInfo Content { get; init; }

    public required DownloadInfo Download { get; init; }

    public required UserContextInfo UserContext { get; init; }
}

/// <summary>What was downloaded.</summary>
/// <param name="SizeMb">Size in mebibytes.</param>
/// <param name="Price">Price in the catalogue's currency.</param>
public sealed record ContentInfo(string ContentId, string Title, string Type, string Category, int SizeMb, float Price);

/// <summary>How the attempt went.</summary>
/// <param name="Status">success, failed, cancelled, or another word, which counts as failed.</param>
/// <param name="SpeedMbps">Megabits per second; 0 where none was measured.</param>
public sealed record DownloadInfo(string Status, int DurationSeconds, float SpeedMbps, string? ErrorCode, string? ErrorMessage);

/// <summary>From where and with what.</summary>
public sealed record UserContextInfo(string Region, string City, string Device, string OsVersion, string ConnectionType);
