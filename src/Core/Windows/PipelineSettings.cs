using StreamPulse.Core.Events;

namespace StreamPulse.Core.Windows;

/// <summary>
/// What the rows of a log depend on besides the log itself. All programs that process one log must use the same settings.
/// </summary>
public sealed record PipelineSettings
{
    /// <summary>
    /// Length of a window. Stored rows of another length cannot be mixed with it; the store refuses to start with another one.
    /// </summary>
    public TimeSpan WindowSize { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How far an event may be behind the latest event time of its partition without being out of order for the watermark. A larger value
    /// delays every row.
    /// </summary>
    public TimeSpan OutOfOrderness { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after a window's end its partition still accepts events for it and revises the row. More costs memory.</summary>
    public TimeSpan AllowedLateness { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Maximum number of distinct keys of a kind (content, region, device) in one window of one partition; events with further keys become
    /// dead letters.
    /// </summary>
    public int MaxKeysPerWindow { get; init; } = 1_000_000;

    /// <summary>Bounds on an event's values.</summary>
    public EventLimits EventLimits { get; init; } = new();

    /// <summary>The windows.</summary>
    public TumblingWindows Windows => new((long)WindowSize.TotalMilliseconds);

    /// <summary>What is out of range, one sentence each with key, value and allowed range; empty when all is well.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Check(nameof(WindowSize), WindowSize, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Check(nameof(OutOfOrderness), OutOfOrderness, TimeSpan.Zero, TimeSpan.FromHours(1));
        Check(nameof(AllowedLateness), AllowedLateness, TimeSpan.Zero, TimeSpan.FromDays(1));
        if (MaxKeysPerWindow is < 1 or > 10_000_000)
            problems.Add($"Pipeline:MaxKeysPerWindow is {MaxKeysPerWindow}; allowed are 1 to 10000000.");
        Check("EventLimits:MaxAheadOfIngestion", EventLimits.MaxAheadOfIngestion, TimeSpan.Zero, TimeSpan.FromDays(1));
        if (EventLimits.MaxKeyBytes is < 16 or > 1024)
            problems.Add($"Pipeline:EventLimits:MaxKeyBytes is {EventLimits.MaxKeyBytes}; allowed are 16 to 1024.");
        if (EventLimits.MaxTextBytes is < 16 or > 1024 * 1024)
            problems.Add($"Pipeline:EventLimits:MaxTextBytes is {EventLimits.MaxTextBytes}; allowed are 16 to 1048576.");
        return problems;

        void Check(string key, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most || value.Ticks % TimeSpan.TicksPerMillisecond != 0)
                problems.Add($"Pipeline:{key} is {value:c}; allowed are {least:c} to {most:c} in whole milliseconds.");
        }
    }
}
