using StreamPulse.Api.Caching;

namespace StreamPulse.Api.Stats.Summary;

/// <summary>A period, and the one of the same length before it.</summary>
public sealed record SummaryResponse(PeriodSummary Current, PeriodSummary Previous, DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete) : IAnswer
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
/// <param name="StartTime">First window start that belongs to it.</param>
/// <param name="EndTime">First window start that does not belong to it any more.</param>
/// <param name="DownloadsPerMinute">By the time from its first window to its end, or to where counting has got, whichever is earlier; 1 digit.</param>
/// <param name="UniqueContent">Number of different contents; null of a region or a content.</param>
/// <param name="SuccessRate">Successful downloads divided by all, 3 digits; null without downloads.</param>
/// <param name="DurationP95Seconds">Of the successful downloads, within 1 %; null without any, of a content, and where rows of an earlier version are among them.</param>
/// <param name="AvgSpeed">Mean speed in Mbps of successful downloads with a speed, 1 digit; null where none was measured, and of a content.</param>
/// <param name="TotalSizeGb">3 digits.</param>
/// <param name="GbPerMinute">As downloads_per_minute; 3 digits.</param>
public sealed record PeriodSummary(
    DateTimeOffset StartTime, DateTimeOffset EndTime, long TotalDownloads, double DownloadsPerMinute, long? UniqueContent, double? SuccessRate,
    long FailedDownloads, double? DurationP95Seconds, double? AvgSpeed, double TotalSizeGb, double GbPerMinute);
