namespace StreamPulse.Core.Results;

/// <summary>The subject of a summary: everything, one region, or one content.</summary>
public sealed record PeriodFilter(string? Region, string? ContentId);

/// <summary>A period and the one before it.</summary>
/// <param name="DataSince">Start of the first window that has data of any kind and is kept; null without data.</param>
public sealed record PeriodPair(PeriodTotals Current, PeriodTotals Previous, DateTimeOffset? DataSince);

/// <summary>Sums over a period.</summary>
/// <param name="Sums">Of a content without speeds.</param>
/// <param name="UniqueContents">Number of different contents; null where the summary is of a region or a content.</param>
/// <param name="DurationP95Seconds">
/// Of the successful downloads, within 1 %; null without any, of a content, where a row has no sketch, and where there are more rows than
/// are merged.
/// </param>
public sealed record PeriodTotals(SeriesTotals Sums, long? UniqueContents, double? DurationP95Seconds);
