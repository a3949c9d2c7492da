using StreamPulse.Api.Caching;

namespace StreamPulse.Api.Stats.Summary;

/// <summary>A period, and the preceding period of the same length.</summary>
public sealed record SummaryResponse(
    PeriodSummary Current, PeriodSummary Previous, DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete) : IAnswer
{
    object IAnswer.WithoutMoment() => this with
    {
        Current = Current with { StartTime = default, EndTime = default },
        Previous = Previous with { StartTime = default, EndTime = default },
        AsOf = default,
        Watermark = Complete ? null : Watermark,
    };
}

/// <summary>Figures of one period.</summary>
/// <param name="StartTime">Start of its first window.</param>
/// <param name="EndTime">End of the period, exclusive.</param>
/// <param name="DownloadsPerMinute">
/// Divided by the time from its first window (or the first one that has data at all, if later) to its end, or to now or the last closed
/// window if earlier; 1 digit.
/// </param>
/// <param name="UniqueContent">Number of distinct contents; null with a region or a content.</param>
/// <param name="SuccessRate">Successful downloads divided by all, 3 digits; null without downloads.</param>
/// <param name="DurationP95Seconds">
/// Of the successful downloads, within 1 %; null if there are none, with a content, and if rows were written by an earlier version.
/// </param>
/// <param name="AvgSpeed">
/// Mean speed in Mbps of successful downloads with a speed, 1 digit; null if none was measured, and with a content.
/// </param>
/// <param name="TotalSizeGb">3 digits.</param>
/// <param name="GbPerMinute">Computed as downloads_per_minute; 3 digits.</param>
public sealed record PeriodSummary(
    DateTimeOffset StartTime, DateTimeOffset EndTime, long TotalDownloads, double DownloadsPerMinute, long? UniqueContent,
    double? SuccessRate,
    long FailedDownloads, double? DurationP95Seconds, double? AvgSpeed, double TotalSizeGb, double GbPerMinute);
