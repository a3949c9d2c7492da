using StreamPulse.Core.Detection;

namespace StreamPulse.Core.Tests.Detection;

/// <summary>One region's windows of a minute, one after the other.</summary>
internal sealed class DetectorRun(DetectorOptions? options = null)
{
    /// <summary>Limits alone, without regard to the sample size.</summary>
    public static readonly DetectorOptions LimitsAlone = DetectorOptions.Default with { MaxFalseAlertChance = 1 };

    public const string Region = "EU-Paris";
    public const long Minute = 60_000;
    public const long Start = 1_772_373_600_000; // 2026-03-01 14:00:00 UTC

    public RegionDetectorState State { get; set; } = RegionDetectorState.Initial;

    /// <summary>Number of the next window; window n starts n minutes after <see cref="Start"/>.</summary>
    public int Next { get; private set; }

    public static long StartOf(int window) => Start + (window * Minute);

    public IReadOnlyList<AlertChange> Step(RegionObservation observation)
    {
        (State, var changes) = RegionDetector.Step(State, Region, observation, options ?? LimitsAlone);
        return changes;
    }

    public IReadOnlyList<AlertChange> Window(
        long total, long? successful = null, double? speed = null, long? speedCount = null, bool othersFlow = true)
    {
        var ok = successful ?? total;
        var start = StartOf(Next++);
        return Step(new(start, start + Minute, total, ok, speed, speed is null ? 0 : speedCount ?? ok, othersFlow));
    }

    /// <summary>A window in which there was no data anywhere: nothing closes, nothing is observed.</summary>
    public DetectorRun Gap(int windows)
    {
        Next += windows;
        return this;
    }

    /// <summary>Like windows that raise nothing.</summary>
    public DetectorRun Calm(int windows, long total = 100, double? speed = 50)
    {
        for (var i = 0; i < windows; i++)
            Assert.Empty(Window(total, speed: speed));
        return this;
    }

    /// <summary>The one change of this rule among those of a window.</summary>
    public static T Only<T>(IReadOnlyList<AlertChange> changes, AlertType type)
        where T : AlertChange
        => Assert.IsType<T>(Assert.Single(changes, change => change.Alert.Type == type));

    public static void None(IReadOnlyList<AlertChange> changes, AlertType type)
        => Assert.DoesNotContain(changes, change => change.Alert.Type == type);
}
