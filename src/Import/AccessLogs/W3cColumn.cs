namespace StreamPulse.Import.AccessLogs;

/// <summary>Columns of a W3C log that are used.</summary>
internal enum W3cColumn
{
    Date,
    Time,
    Client,
    Forwarded,
    Method,
    Target,
    Status,
    SentBytes,
    UserAgent,
    TimeTaken,
}
