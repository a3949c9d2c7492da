using System.Globalization;
using StreamPulse.Core.Results;
using StreamPulse.Simulation.Store;

namespace StreamPulse.Simulation.Recount;

/// <summary>Compares one stored row with its recount: exact figures to the last digit, estimates within their bounds.</summary>
internal static class RowComparison
{
    /// <summary>What differs; null when nothing does.</summary>
    public static string? Difference(StoredRow stored, RowRecount recounted)
    {
        var exact = Exact(stored.Source);
        if (exact != recounted.Exact)
            return $"stored '{exact}', recounted '{recounted.Exact}'";
        return stored.Source switch
        {
            ContentWindowRow r => Users(r.UniqueUsers, recounted.Users)
                ?? Quantiles(r.SpeedMbps, recounted.Speeds)
                ?? Quantiles(r.DurationSeconds, recounted.Durations),
            RegionWindowRow r => Quantiles(r.SpeedMbps, recounted.Speeds) ?? Quantiles(r.DurationSeconds, recounted.Durations),
            _ => null,
        };
    }

    private static string Exact(object row) => row switch
    {
        ContentWindowRow r => Text($"{r.Total} {r.Successful} {r.Failed} {r.Cancelled} {r.TotalSizeGb} {r.Title}"),
        RegionWindowRow r => Text($"{r.Total} {r.Successful} {r.Failed} {r.Cancelled} {r.TotalSizeGb} {r.SpeedCount} {r.AvgSpeedMbps} ")
            + Text($"{r.AvgDurationSeconds} {r.MinSpeedMbps} {r.MaxSpeedMbps} ")
            + string.Join(',', r.ErrorCounts.OrderBy(static e => e.Key, StringComparer.Ordinal).Select(static e => $"{e.Key}={e.Value}")),
        DeviceWindowRow r => Text($"{r.Total} {r.Successful} {r.Failed} {r.Cancelled} {r.TotalSizeGb} {r.SpeedCount} {r.AvgSpeedMbps}"),
        _ => throw new ArgumentException($"{row.GetType().Name} is not a row.", nameof(row)),
    };

    /// <summary>verify's bound for small numbers.</summary>
    private static string? Users(long estimate, int exact)
        => Math.Abs(estimate - exact) <= 3 ? null : $"stored {estimate} unique users, recounted {exact}";

    private static string? Quantiles(Percentiles stored, IReadOnlyList<double> sorted)
        => Quantile(stored.P50, sorted, 0.50) ?? Quantile(stored.P95, sorted, 0.95) ?? Quantile(stored.P99, sorted, 0.99);

    /// <summary>Within 1 % of the two values between which the quantile lies.</summary>
    private static string? Quantile(double? stored, IReadOnlyList<double> sorted, double q)
    {
        if (stored is null || sorted.Count == 0)
            return stored is null == (sorted.Count == 0) ? null : $"stored {stored} as quantile {q} of {sorted.Count} values";
        var rank = q * (sorted.Count - 1);
        var (low, high) = (sorted[(int)Math.Floor(rank)], sorted[(int)Math.Ceiling(rank)]);
        return stored >= (low * 0.99) - 1e-6 && stored <= (high * 1.01) + 1e-6
            ? null
            : Text($"stored {stored} as quantile {q}, recounted {low} to {high}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
