namespace StreamPulse.Import.AccessLogs;

/// <summary>What a property of a JSON access log holds.</summary>
internal enum JsonField
{
    Time,
    Client,
    Forwarded,
    RequestLine,
    Target,
    Method,
    Status,
    SentBytes,
    UserAgent,
    Seconds,
    Nanoseconds,
}
