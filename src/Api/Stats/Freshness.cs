using StreamPulse.Core.Results;

namespace StreamPulse.Api.Stats;

/// <summary>How fresh a response is and whether it is complete.</summary>
/// <param name="AsOf">End of the range.</param>
/// <param name="Watermark">The latest known merged event-time watermark; null before the first event.</param>
/// <param name="Complete">Whether every window of the range is closed.</param>
internal readonly record struct Freshness(DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete)
{
    /// <summary>Freshness of a response over a range of windows.</summary>
    public static Freshness Of<T>(WindowSelection selection, StoredAnswer<T> answer)
    {
        var committed = Of(selection.To, answer);
        if (selection.Live is not { } live)
            return committed;
        var (fromMs, toMs) = (selection.From.ToUnixTimeMilliseconds(), selection.To.ToUnixTimeMilliseconds());
        var anyOpen = live.OpenWindows.Any(window => window.StartMs >= fromMs && window.StartMs < toMs);
        return new Freshness(selection.To, Later(live.Watermark, committed.Watermark), committed.Complete && !anyOpen);
    }

    /// <summary>Freshness of a response from committed rows only.</summary>
    public static Freshness Of<T>(DateTimeOffset asOf, StoredAnswer<T> answer)
    {
        var complete = answer is { CommittedWatermark: { } watermark, WindowSize: { } size } && EndOfLastWindow(asOf, size) <= watermark;
        return new Freshness(asOf, answer.CommittedWatermark, complete);
    }

    /// <summary>End of the latest window that starts before <paramref name="asOf"/>; windows are aligned to the Unix epoch.</summary>
    private static DateTimeOffset EndOfLastWindow(DateTimeOffset asOf, TimeSpan size)
    {
        var sinceEpoch = (asOf - DateTimeOffset.UnixEpoch).Ticks;
        var windows = (sinceEpoch + size.Ticks - 1) / size.Ticks;
        return DateTimeOffset.UnixEpoch.AddTicks(windows * size.Ticks);
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;
}
