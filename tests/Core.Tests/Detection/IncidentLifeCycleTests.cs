using StreamPulse.Core.Detection;
using static StreamPulse.Core.Tests.Detection.DetectorRun;

namespace StreamPulse.Core.Tests.Detection;

public sealed class IncidentLifeCycleTests
{
    [Fact]
    public void One_incident_is_raised_once_updated_while_it_lasts_and_resolved_after_three_windows_without_it()
    {
        var run = new DetectorRun();
        Assert.IsType<AlertChange.Raised>(Assert.Single(run.Window(100, 88)));
        var updated = Assert.IsType<AlertChange.Updated>(Assert.Single(run.Window(100, 87))).Alert;
        Assert.Equal((StartOf(0), StartOf(1), 0.87), (updated.FirstWindowStartMs, updated.LastWindowStartMs, updated.MetricValue));
        Assert.Empty(run.Window(100, 95));
        Assert.Empty(run.Window(100, 90));
        var resolved = Assert.IsType<AlertChange.Resolved>(Assert.Single(run.Window(100, 100)));
        Assert.Equal(StartOf(5), resolved.ResolvedAtMs);
        Assert.Equal((StartOf(0), StartOf(1), 0.87, 0.90, 100), (resolved.Alert.FirstWindowStartMs, resolved.Alert.LastWindowStartMs,
            resolved.Alert.MetricValue, resolved.Alert.ThresholdValue, resolved.Alert.SampleSize));
        Assert.Equal(
            "EU-Paris: HIGH_ERROR_RATE is over, not seen in the last 3 windows; it lasted from the window of 2026-03-01 14:00:00 UTC "
            + "to that of 2026-03-01 14:01:00 UTC.", resolved.Alert.Message);
        Assert.Empty(run.Window(100, 100));
        Assert.Empty(run.State.Incidents);
    }

    [Fact]
    public void A_condition_that_comes_back_before_that_goes_on_and_the_count_starts_anew()
    {
        var run = new DetectorRun();
        run.Window(100, 88);
        run.Calm(2);
        Assert.Equal(StartOf(0), Only<AlertChange.Updated>(run.Window(100, 88), AlertType.HighErrorRate).Alert.FirstWindowStartMs);
        run.Calm(2);
        Only<AlertChange.Resolved>(run.Window(100), AlertType.HighErrorRate);
    }

    [Fact]
    public void After_it_is_resolved_the_next_one_is_another_incident()
    {
        var run = new DetectorRun();
        run.Window(100, 88);
        run.Calm(2);
        run.Window(100);
        Assert.Equal(StartOf(4), Only<AlertChange.Raised>(run.Window(100, 88), AlertType.HighErrorRate).Alert.FirstWindowStartMs);
    }

    [Fact]
    public void Severity_rises_within_an_incident_and_never_falls()
    {
        var run = new DetectorRun();
        var seen = new[] { 88, 84, 88, 50, 89 }
            .Select(ok => Assert.Single(run.Window(100, ok), change => change.Alert.Type == AlertType.HighErrorRate).Alert).ToArray();
        Assert.Equal(
            [AlertSeverity.Warning, AlertSeverity.Critical, AlertSeverity.Critical, AlertSeverity.Critical, AlertSeverity.Critical],
            seen.Select(alert => alert.Severity));
        Assert.Equal([0.90, 0.85, 0.90, 0.85, 0.90], seen.Select(alert => alert.ThresholdValue));
        Assert.Equal([0.88, 0.84, 0.88, 0.50, 0.89], seen.Select(alert => alert.MetricValue));
        run.Calm(2);
        Assert.Equal(AlertSeverity.Critical, run.Window(100).Single(change => change.Alert.Type == AlertType.HighErrorRate).Alert.Severity);
        Assert.Equal(AlertSeverity.Warning, Only<AlertChange.Raised>(run.Window(100, 89), AlertType.HighErrorRate).Alert.Severity);
    }

    [Fact]
    public void Sustained_error_rate_goes_on_with_single_windows_and_ends_after_three_below_the_limit()
    {
        var run = new DetectorRun();
        for (var i = 0; i < 3; i++)
            run.Window(1_000, 890);
        run.Window(1_000);
        var again = Only<AlertChange.Updated>(run.Window(1_000, 300), AlertType.SustainedErrorRate).Alert;
        Assert.Equal((StartOf(0), AlertSeverity.Warning, 0.7), (again.FirstWindowStartMs, again.Severity, again.MetricValue));
        None(run.Window(1_000), AlertType.SustainedErrorRate);
        None(run.Window(1_000), AlertType.SustainedErrorRate);
        Only<AlertChange.Resolved>(run.Window(1_000), AlertType.SustainedErrorRate);
    }

    [Fact]
    public void Sustained_error_rate_rises_to_critical_when_its_last_three_windows_together_are_above_the_limit()
    {
        var run = new DetectorRun();
        for (var i = 0; i < 3; i++)
            run.Window(1_000, 890);
        var fourth = Only<AlertChange.Updated>(run.Window(1_000, 620), AlertType.SustainedErrorRate).Alert;
        Assert.Equal((AlertSeverity.Warning, 0.2), (fourth.Severity, fourth.MetricValue));
        var fifth = Only<AlertChange.Updated>(run.Window(1_000, 889), AlertType.SustainedErrorRate).Alert;
        Assert.Equal((AlertSeverity.Critical, 601 / 3_000.0), (fifth.Severity, fifth.MetricValue));
    }

    [Fact]
    public void Rules_of_one_window_speak_in_the_order_of_their_types_each_about_its_own_incident()
    {
        var run = new DetectorRun().Calm(10);
        run.Window(100, 50, speed: 10);
        run.Window(100, 50, speed: 10);
        Assert.Equal(
            [AlertType.HighErrorRate, AlertType.SustainedErrorRate, AlertType.SlowDownloads],
            run.Window(100, 50, speed: 10).Select(change => change.Alert.Type));
        run.Window(0);
        run.Window(0);
        var last = run.Window(0);
        Assert.Equal(
            [typeof(AlertChange.Resolved), typeof(AlertChange.Resolved), typeof(AlertChange.Resolved), typeof(AlertChange.Updated)],
            last.Select(change => change.GetType()));
    }

    [Fact]
    public void A_gap_neither_resolves_nor_breaks_an_incident()
    {
        var run = new DetectorRun();
        run.Window(100, 88);
        run.Gap(500);
        Assert.Equal(StartOf(0), Only<AlertChange.Updated>(run.Window(100, 88), AlertType.HighErrorRate).Alert.FirstWindowStartMs);
        run.Gap(3).Calm(1).Gap(3).Calm(1);
        run.Window(0, othersFlow: false);
        Only<AlertChange.Resolved>(run.Window(100), AlertType.HighErrorRate);
    }

    [Fact]
    public void A_window_of_the_past_changes_nothing()
    {
        var run = new DetectorRun().Calm(3);
        var state = run.State;
        for (var window = 0; window < 3; window++)
            Assert.Empty(run.Step(new(StartOf(window), StartOf(window + 1), 100, 0, null, 0, true)));
        Assert.Empty(run.Step(new(StartOf(3) - 1, StartOf(4), 100, 0, null, 0, true)));
        Assert.Same(state, run.State);
        Only<AlertChange.Raised>(run.Step(new(StartOf(3), StartOf(4), 100, 0, null, 0, true)), AlertType.HighErrorRate);
    }

    [Fact]
    public void State_stays_small_however_long_a_region_lives()
    {
        var run = new DetectorRun().Calm(1_000);
        Assert.Equal(60, run.State.Trailing.Count);
        Assert.InRange(System.Text.Json.JsonSerializer.Serialize(run.State).Length, 60 * 40, 60 * 100);
    }

    public static TheoryData<RegionObservation> Contradictions => new()
    {
        new RegionObservation(10, 10, 1, 1, null, 0, true),
        new RegionObservation(0, 10, 1, 2, null, 0, true),
        new RegionObservation(0, 10, 1, -1, null, 0, true),
        new RegionObservation(0, 10, 1, 1, null, 1, true),
        new RegionObservation(0, 10, 1, 1, 5, 0, true),
        new RegionObservation(0, 10, 1, 1, double.NaN, 1, true),
        new RegionObservation(0, 10, 2, 1, 5, 2, true),
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Numbers_that_contradict_each_other_are_refused(RegionObservation observation)
        => Assert.Throws<ArgumentException>(() => new DetectorRun().Step(observation));
}
