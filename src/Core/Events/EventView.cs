namespace StreamPulse.Core.Events;

/// <summary>
/// One event read in place: strings are UTF-8 slices of the record's own bytes, valid only as long as those are.
/// Nothing is allocated and nothing is checked beyond the encoding; the validator checks the values.
/// </summary>
public ref struct EventView
{
    public ReadOnlySpan<byte> EventId;

    /// <summary>Event time, milliseconds since the Unix epoch, UTC.</summary>
    public long EventTimeMs;

    public ReadOnlySpan<byte> UserId;
    public ReadOnlySpan<byte> ContentId;
    public ReadOnlySpan<byte> Title;
    public ReadOnlySpan<byte> ContentType;
    public ReadOnlySpan<byte> Category;
    public int SizeMb;
    public float Price;
    public ReadOnlySpan<byte> Status;
    public int DurationSeconds;
    public float SpeedMbps;

    /// <summary>False where the record has null.</summary>
    public bool HasErrorCode;

    public ReadOnlySpan<byte> ErrorCode;

    /// <summary>False where the record has null.</summary>
    public bool HasErrorMessage;

    public ReadOnlySpan<byte> ErrorMessage;
    public ReadOnlySpan<byte> Region;
    public ReadOnlySpan<byte> City;
    public ReadOnlySpan<byte> Device;
    public ReadOnlySpan<byte> OsVersion;
    public ReadOnlySpan<byte> ConnectionType;

    /// <summary>
    /// True where the reader has seen that all texts consist of bytes from 1 to 127, and so need no further check; false says nothing.
    /// </summary>
    public bool IsPlainText;
}
