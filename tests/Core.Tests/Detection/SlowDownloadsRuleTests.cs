using StreamPulse.Core.Detection;
using static StreamPulse.Core.Tests.Detection.DetectorRun;

namespace StreamPulse.Core.Tests.Detection;

public sealed class SlowDownloadsRuleTests
{
    [Theory]
    [InlineData(25.0, false)]
    [InlineData(24.999, true)]
    [InlineData(1.0, true)]
    [InlineData(50.0, false)]
    public void Slow_is_less_than_half_of_the_trailing_mean(double speed, bool slow)
    {
        var run = new DetectorRun().Calm(10);
        var changes = run.Window(100, speed: speed, speedCount: 90);
        if (!slow)
        {
            Assert.Empty(changes);
            return;
        }

        var alert = Only<AlertChange.Raised>(changes, AlertType.SlowDownloads).Alert;
        Assert.Equal((AlertSeverity.Warning, "avg_speed_mbps", speed, 25.0, 90),
            (alert.Severity, alert.MetricName, alert.MetricValue, alert.ThresholdValue, alert.SampleSize));
        Assert.Equal(StartOf(10), alert.FirstWindowStartMs);
        Assert.Contains("50 Mbps", alert.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_trailing_mean_is_weighted_by_measured_speeds()
    {
        // 5 windows: 4 of 10 downloads at 100 Mbps, 1 of 160 at 50 Mbps: mean 60, not 90.
        var run = new DetectorRun().Calm(4, total: 10, speed: 100);
        run.Window(160, speed: 50);
        None(run.Window(10, speed: 30), AlertType.SlowDownloads);

        run = new DetectorRun().Calm(4, total: 10, speed: 100);
        run.Window(160, speed: 50);
        Assert.Equal(30, Only<AlertChange.Raised>(run.Window(10, speed: 29.9), AlertType.SlowDownloads).Alert.ThresholdValue);
    }

    [Fact]
    public void The_window_itself_is_no_part_of_its_trailing_mean()
    {
        // With it the mean would be (5 x 50 x 10 + 20 x 1,000) / 1,050, far below 40.
        var run = new DetectorRun().Calm(5, total: 10);
        Assert.Equal(25, Only<AlertChange.Raised>(run.Window(1_000, speed: 20), AlertType.SlowDownloads).Alert.ThresholdValue);
    }

    /// <summary>Window n may look at those that start up to 60 minutes before it: 60 of them, not 61.</summary>
    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void A_window_older_than_an_hour_drops_out(int minutesLater, bool counts)
    {
        // 5 windows of 100 downloads at 50 Mbps; with the 500 at 100 Mbps long before them the mean is 75, a half of it 37.5.
        var run = new DetectorRun().Calm(1, total: 500, speed: 100);
        run.Gap(minutesLater - 6).Calm(5);
        var changes = run.Window(100, speed: 30);
        if (counts)
            Assert.Equal(37.5, Only<AlertChange.Raised>(changes, AlertType.SlowDownloads).Alert.ThresholdValue);
        else
            Assert.Empty(changes);
    }

    [Theory]
    [InlineData(4, 100, 10, false)]
    [InlineData(5, 100, 10, true)]
    [InlineData(6, 4, 10, false)]
    [InlineData(7, 4, 10, true)]
    [InlineData(10, 100, 4, false)]
    [InlineData(10, 100, 5, true)]
    public void It_is_raised_only_from_enough_history_and_samples(int windows, long samplesEach, long samplesNow, bool raised)
    {
        var run = new DetectorRun().Calm(windows, total: samplesEach);
        Assert.Equal(
            raised, run.Window(samplesNow, speed: 1).Any(change => change is AlertChange.Raised { Alert.Type: AlertType.SlowDownloads }));
    }

    [Fact]
    public void Windows_without_a_measured_speed_are_no_history_and_no_slowness()
    {
        var run = new DetectorRun().Calm(4).Calm(10, speed: null);
        None(run.Window(100, speed: 1), AlertType.SlowDownloads);
        None(new DetectorRun().Calm(10).Window(100), AlertType.SlowDownloads);
    }

    [Fact]
    public void Too_few_samples_keep_an_incident_going()
    {
        var run = new DetectorRun().Calm(10);
        Only<AlertChange.Raised>(run.Window(100, speed: 10), AlertType.SlowDownloads);
        Assert.Equal(1, Only<AlertChange.Updated>(run.Window(100, speed: 5, speedCount: 1), AlertType.SlowDownloads).Alert.SampleSize);
    }
}
