namespace StreamPulse.Import.AccessLogs;

/// <summary>
/// The fields of one line of an access log, as slices of it, quotes taken off and nothing else decoded. Empty where the line has none or
/// a dash.
/// </summary>
public ref struct AccessLogLine
{
    /// <summary>Address of the client without brackets and port, or its name; a dash where it is not known.</summary>
    public ReadOnlySpan<byte> Client;

    /// <summary>
    /// When the request arrived, or was answered, depending on the server's format; milliseconds since the Unix epoch, UTC.
    /// </summary>
    public long EventTimeMs;

    /// <summary>Such as <c>GET</c>; empty for a request that is not a request line.</summary>
    public ReadOnlySpan<byte> Method;

    /// <summary>Path of the target, without query; empty for a request that is not a request line.</summary>
    public ReadOnlySpan<byte> Path;

    /// <summary>HTTP status, 0 to 999.</summary>
    public int Status;

    /// <summary>Bytes that the server sent; 0 for a dash.</summary>
    public long SentBytes;

    public ReadOnlySpan<byte> UserAgent;

    /// <summary>Time the request took in seconds, where the line says so; else 0.</summary>
    public double RequestSeconds;
}
