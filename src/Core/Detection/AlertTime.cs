using System.Globalization;

namespace StreamPulse.Core.Detection;

/// <summary>Times in messages.</summary>
internal static class AlertTime
{
    /// <summary>As in 2026-03-01 14:05:00 UTC.</summary>
    public static string Of(long unixMs)
        => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>As in 60 minutes.</summary>
    public static string Of(TimeSpan period) => string.Create(CultureInfo.InvariantCulture, $"{period.TotalMinutes:0.##} minutes");
}
