using StreamPulse.Core.Events;

namespace StreamPulse.Generator;

/// <summary>The allowed ranges of <see cref="GeneratorOptions"/>.</summary>
public static class GeneratorOptionsValidator
{
    /// <summary>Highest number of contents.</summary>
    public const int MaxContents = 1_000_000;

    /// <summary>Lowest number of events a second of event time.</summary>
    public const double MinEventsPerSecond = 0.001;

    /// <summary>Highest number of events a second of event time.</summary>
    public const double MaxEventsPerSecond = 1_000_000_000;

    /// <summary>Highest exponent of Zipf's law.</summary>
    public const double MaxZipfExponent = 10;

    private static readonly TimeSpan LongestMove = TimeSpan.FromDays(1);

    /// <exception cref="GeneratorOptionsException">The first option that is out of its range, with key, value and range.</exception>
    public static void Validate(GeneratorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireRange("EventsPerSecond", options.EventsPerSecond, MinEventsPerSecond, MaxEventsPerSecond);
        var startMs = options.StartEventTime.ToUnixTimeMilliseconds();
        Require(startMs is >= EventValidator.MinEventTimeMs and < EventValidator.MaxEventTimeMs,
            "StartEventTime", options.StartEventTime.ToString("O"), "2000-01-01 up to 2200-01-01, UTC");
        RequireRange("Contents", options.Contents, 0, MaxContents);
        RequireRange("ZipfExponent", options.ZipfExponent, 0, MaxZipfExponent);
        RequireRange("Users", options.Users, 1, int.MaxValue);
        RequireRange("FailedShare", options.FailedShare, 0, 1);
        RequireRange("SlowShare", options.SlowShare, 0, 1);
        Require(options.FailedShare + options.SlowShare <= 1, "SlowShare", options.SlowShare, "0 to 1 - FailedShare");
        RequireRange("OutOfOrderShare", options.OutOfOrderShare, 0, 1);
        RequireRange("LateShare", options.LateShare, 0, 1);
        Require(options.OutOfOrderShare + options.LateShare <= 1, "LateShare", options.LateShare, "0 to 1 - OutOfOrderShare");
        Require(options.MaxOutOfOrder >= TimeSpan.FromMilliseconds(1) && options.MaxOutOfOrder <= LongestMove,
            "MaxOutOfOrder", options.MaxOutOfOrder, "1 ms to 1 day");
        Require(options.MinLate >= TimeSpan.FromMilliseconds(1) && options.MinLate <= LongestMove, "MinLate", options.MinLate,
            "1 ms to 1 day");
        Require(options.MaxLate >= options.MinLate && options.MaxLate <= LongestMove, "MaxLate", options.MaxLate, "MinLate to 1 day");
        ValidateIncidents(options);
    }

    private static void ValidateIncidents(GeneratorOptions options)
    {
        for (var i = 0; i < options.Incidents.Count; i++)
        {
            var incident = options.Incidents[i];
            RequireSpan($"Incidents[{i}]", incident.Region, incident.From, incident.To);
            RequireRange($"Incidents[{i}].ErrorRate", incident.ErrorRate, 0, 1);
        }
        for (var i = 0; i < options.SlowIncidents.Count; i++)
        {
            var incident = options.SlowIncidents[i];
            RequireSpan($"SlowIncidents[{i}]", incident.Region, incident.From, incident.To);
            Require(incident.SpeedFactor is > 0 and <= 1, $"SlowIncidents[{i}].SpeedFactor", incident.SpeedFactor, "above 0, at most 1");
        }
    }

    private static void RequireSpan(string key, string region, TimeSpan from, TimeSpan to)
    {
        Require(GeneratorCatalog.Regions.Contains(region), key + ".Region", region, string.Join(", ", GeneratorCatalog.Regions));
        Require(to > from, key + ".To", to, $"later than From, which is {from}");
    }

    private static void RequireRange(string key, double value, double min, double max)
        => Require(value >= min && value <= max, key, value, FormattableString.Invariant($"{min} to {max}"));

    private static void Require(bool holds, string key, object? value, string allowed)
    {
        if (!holds)
            throw new GeneratorOptionsException(key, value, allowed);
    }
}
