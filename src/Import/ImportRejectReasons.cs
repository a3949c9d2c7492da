namespace StreamPulse.Import;

/// <summary>Stable reason codes of rejects.</summary>
public static class ImportRejectReasons
{
    /// <summary>The line is not in common or combined log format.</summary>
    public const string NotALogLine = "not_a_log_line";

    /// <summary>The line is longer than <see cref="ImportOptions.MaxLineBytes"/>.</summary>
    public const string LineTooLong = "line_too_long";

    /// <summary>The line is not one event as JSON.</summary>
    public const string InvalidJson = "invalid_json";

    /// <summary>A record or block of an Avro container that does not decode.</summary>
    public const string UndecodableAvro = "undecodable_avro";

    /// <summary>The packed contents are damaged or truncated; nothing after this position can be read.</summary>
    public const string DamagedGzip = "damaged_gzip";
}
