namespace StreamPulse.Storage;

/// <summary>Milliseconds since the Unix epoch to and from PostgreSQL's timestamptz.</summary>
internal static class UnixTime
{
    public static DateTime ToUtc(long milliseconds) => DateTime.UnixEpoch.AddMilliseconds(milliseconds);

    public static long ToMilliseconds(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;
}
