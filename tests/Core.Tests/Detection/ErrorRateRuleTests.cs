using StreamPulse.Core.Detection;
using static StreamPulse.Core.Tests.Detection.DetectorRun;

namespace StreamPulse.Core.Tests.Detection;

public sealed class ErrorRateRuleTests
{
    /// <summary>Exactly at 0.90, 0.85 and 5 downloads, and one download to either side.</summary>
    [Theory]
    [InlineData(10, 9, null, 0)]
    [InlineData(100, 90, null, 0)]
    [InlineData(70, 63, null, 0)]
    [InlineData(1_000_000, 900_000, null, 0)]
    [InlineData(100, 89, AlertSeverity.Warning, 0.90)]
    [InlineData(1_000_000, 899_999, AlertSeverity.Warning, 0.90)]
    [InlineData(20, 17, AlertSeverity.Warning, 0.90)]
    [InlineData(100, 85, AlertSeverity.Warning, 0.90)]
    [InlineData(100, 84, AlertSeverity.Critical, 0.85)]
    [InlineData(1_000_000, 849_999, AlertSeverity.Critical, 0.85)]
    [InlineData(4, 0, null, 0)]
    [InlineData(5, 5, null, 0)]
    [InlineData(5, 4, AlertSeverity.Critical, 0.85)]
    [InlineData(5, 0, AlertSeverity.Critical, 0.85)]
    public void High_error_rate_starts_below_its_limits(long total, long successful, AlertSeverity? severity, double threshold)
    {
        var changes = new DetectorRun().Window(total, successful);
        if (severity is null)
        {
            Assert.Empty(changes);
            return;
        }

        var alert = Only<AlertChange.Raised>(changes, AlertType.HighErrorRate).Alert;
        Assert.Equal((severity, Region, "success_rate"), (alert.Severity, alert.Region, alert.MetricName));
        Assert.Equal(((double)successful / total, threshold, total), (alert.MetricValue, alert.ThresholdValue, alert.SampleSize));
        Assert.Equal((Start, Start), (alert.FirstWindowStartMs, alert.LastWindowStartMs));
    }

    [Fact]
    public void The_message_says_what_happened_in_numbers()
    {
        var message = Only<AlertChange.Raised>(new DetectorRun().Window(50, 41), AlertType.HighErrorRate).Alert.Message;
        Assert.Equal(
            "EU-Paris: 9 of 50 downloads failed in the window from 2026-03-01 14:00:00 UTC; 82.0 % succeeded, the limit is 85.0 %.",
            message);
    }

    /// <summary>Error rate exactly at 0.10 and 0.20, and one download to either side, in each of three windows.</summary>
    [Theory]
    [InlineData(10, 9, null)]
    [InlineData(1_000, 900, null)]
    [InlineData(1_000, 899, AlertSeverity.Warning)]
    [InlineData(10, 8, AlertSeverity.Warning)]
    [InlineData(1_000, 800, AlertSeverity.Warning)]
    [InlineData(1_000, 799, AlertSeverity.Critical)]
    [InlineData(1, 0, AlertSeverity.Critical)]
    public void Sustained_error_rate_starts_above_its_limits_in_the_third_window(long total, long successful, AlertSeverity? severity)
    {
        var run = new DetectorRun();
        None(run.Window(total, successful), AlertType.SustainedErrorRate);
        None(run.Window(total, successful), AlertType.SustainedErrorRate);
        var third = run.Window(total, successful);
        if (severity is null)
        {
            None(third, AlertType.SustainedErrorRate);
            return;
        }

        var alert = Only<AlertChange.Raised>(third, AlertType.SustainedErrorRate).Alert;
        Assert.Equal((severity, "error_rate", 3 * total), (alert.Severity, alert.MetricName, alert.SampleSize));
        Assert.Equal((double)(total - successful) / total, alert.MetricValue);
        Assert.Equal(severity == AlertSeverity.Critical ? 0.20 : 0.10, alert.ThresholdValue);
        Assert.Equal((StartOf(0), StartOf(2)), (alert.FirstWindowStartMs, alert.LastWindowStartMs));
    }

    [Fact]
    public void Sustained_error_rate_is_of_all_its_windows_downloads_not_a_mean_of_rates()
    {
        var run = new DetectorRun();
        run.Window(1_000, 880);
        run.Window(10, 0);
        var alert = Only<AlertChange.Raised>(run.Window(10, 0), AlertType.SustainedErrorRate).Alert;
        Assert.Equal(140 / 1_020.0, alert.MetricValue);
        Assert.Equal(AlertSeverity.Warning, alert.Severity);
    }

    [Fact]
    public void A_window_at_the_limit_one_without_downloads_or_a_gap_breaks_the_row()
    {
        var breaks = new Action<DetectorRun>[] { run => run.Window(10, 9), run => run.Window(0), run => run.Gap(1) };
        foreach (var breakRow in breaks)
        {
            var run = new DetectorRun();
            run.Window(10, 5);
            run.Window(10, 5);
            breakRow(run);
            None(run.Window(10, 5), AlertType.SustainedErrorRate);
            None(run.Window(10, 5), AlertType.SustainedErrorRate);
            var alert = Only<AlertChange.Raised>(run.Window(10, 5), AlertType.SustainedErrorRate).Alert;
            Assert.Equal(StartOf(3), alert.FirstWindowStartMs);
        }
    }

    [Fact]
    public void Windows_larger_than_the_trailing_period_still_make_a_row()
    {
        const long day = 24 * 3_600_000;
        var run = new DetectorRun();
        var changes = Enumerable.Range(0, 3).Select(i => run.Step(new(i * day, (i + 1) * day, 10, 8, null, 0, true))).ToArray();
        Assert.Equal(0, Only<AlertChange.Raised>(changes[2], AlertType.SustainedErrorRate).Alert.FirstWindowStartMs);
    }
}
