namespace StreamPulse.Import.AccessLogs;

/// <summary>
/// The fields of one line in common or combined log format, as slices of it, quotes taken off and nothing else decoded. Empty where
/// the line has none or a dash.
/// </summary>
public ref struct AccessLogLine
{
    /// <summary>Address or name of the client.</summary>
    public ReadOnlySpan<byte> Client;

    /// <summary>
    /// When the request arrived, or was answered, depending on the server's format; milliseconds since the Unix epoch, UTC.
    /// </summary>
    public long EventTimeMs;

    /// <summary>Method, target and protocol, or whatever the client sent instead.</summary>
    public ReadOnlySpan<byte> Request;

    /// <summary>HTTP status, 0 to 999.</summary>
    public int Status;

    /// <summary>Bytes that the server sent; 0 for a dash.</summary>
    public long SentBytes;

    public ReadOnlySpan<byte> UserAgent;

    /// <summary>Time the request took in seconds, where a field behind the user agent says so; else 0.</summary>
    public double RequestSeconds;
}
