using StreamPulse.Generator;

namespace StreamPulse.Testing;

/// <summary>The generated traffic that most tests of the pipeline use.</summary>
public static class GoldenTraffic
{
    /// <summary>50 events a second; some out of order, some late within the allowed lateness and some beyond it.</summary>
    public static readonly GeneratorOptions Options = new()
    {
        Seed = 42,
        EventsPerSecond = 50,
        StartEventTime = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero),
        Contents = 30,
        Users = 500,
        OutOfOrderShare = 0.1,
        LateShare = 0.01,
        MinLate = TimeSpan.FromMinutes(5),
        MaxLate = TimeSpan.FromMinutes(30),
    };
}
