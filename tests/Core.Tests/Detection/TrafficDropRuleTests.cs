using StreamPulse.Core.Detection;
using static StreamPulse.Core.Tests.Detection.DetectorRun;

namespace StreamPulse.Core.Tests.Detection;

public sealed class TrafficDropRuleTests
{
    /// <summary>Exactly a tenth of the mean is no drop.</summary>
    [Theory]
    [InlineData(100, 10, false)]
    [InlineData(100, 9, true)]
    [InlineData(70, 7, false)]
    [InlineData(70, 6, true)]
    [InlineData(30, 3, false)]
    [InlineData(1_900_000, 190_000, false)]
    [InlineData(1_900_000, 189_999, true)]
    [InlineData(100, 0, true)]
    public void A_drop_is_less_than_a_tenth_of_the_trailing_mean(long usual, long now, bool drop)
    {
        var changes = new DetectorRun().Calm(7, total: usual).Window(now);
        if (!drop)
        {
            Assert.Empty(changes);
            return;
        }

        var alert = Only<AlertChange.Raised>(changes, AlertType.TrafficDrop).Alert;
        Assert.Equal((AlertSeverity.Warning, "total_downloads", now), (alert.Severity, alert.MetricName, (long)alert.MetricValue));
        Assert.Equal(usual / 10.0, alert.ThresholdValue, usual * 1e-12);
        Assert.Equal((7 * usual, StartOf(7)), (alert.SampleSize, alert.FirstWindowStartMs));
    }

    [Fact]
    public void A_mean_that_is_no_whole_number_has_a_tenth_too()
    {
        // 5 windows with 128 downloads in all: a mean of 25.6, a tenth is 2.56.
        foreach (var (now, drop) in new[] { (2, true), (3, false) })
        {
            var run = new DetectorRun();
            foreach (var total in new[] { 25, 25, 26, 26, 26 })
                run.Window(total);
            Assert.Equal(drop, run.Window(now).Count == 1);
        }
    }

    [Fact]
    public void None_while_others_flow_is_a_drop_and_says_so()
    {
        var alert = Only<AlertChange.Raised>(new DetectorRun().Calm(5).Window(0), AlertType.TrafficDrop).Alert;
        Assert.Contains("no downloads", alert.Message, StringComparison.Ordinal);
        Assert.Contains("while other regions have some", alert.Message, StringComparison.Ordinal);
        Assert.Contains("100 per window", alert.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void None_anywhere_is_a_gap()
    {
        var run = new DetectorRun().Calm(5);
        var trailing = run.State.Trailing;
        Assert.Empty(run.Window(0, othersFlow: false));
        Assert.Same(trailing, run.State.Trailing);
        Assert.Equal(StartOf(6), run.State.LastWindowEndMs);
        Only<AlertChange.Raised>(run.Window(1, othersFlow: false), AlertType.TrafficDrop);
    }

    [Theory]
    [InlineData(4, 100, false)]
    [InlineData(5, 100, true)]
    [InlineData(5, 5, true)]
    [InlineData(60, 4, false)]
    public void It_is_raised_only_from_enough_history(int windows, long usual, bool raised)
        => Assert.Equal(raised, new DetectorRun().Calm(windows, total: usual).Window(0).Count == 1);

    [Fact]
    public void Windows_without_downloads_count_in_the_mean_but_gaps_do_not()
    {
        // 5 x 100 downloads, then 5 windows of nothing: a mean of 100 when those are gaps, of 50 when they were seen.
        Only<AlertChange.Raised>(new DetectorRun().Calm(5).Gap(5).Window(9), AlertType.TrafficDrop);
        foreach (var (now, drop) in new[] { (4, true), (5, false) })
        {
            var run = new DetectorRun().Calm(5);
            for (var i = 0; i < 5; i++)
                run.Window(0);
            Assert.Equal(drop, run.Window(now).Any(change => change is AlertChange.Updated { Alert.MetricValue: > 0 }));
        }
    }

    [Fact]
    public void An_outage_of_hours_stays_one_open_incident()
    {
        var run = new DetectorRun().Calm(5);
        Only<AlertChange.Raised>(run.Window(0), AlertType.TrafficDrop);
        for (var i = 0; i < 240; i++)
            Assert.Equal(StartOf(5), Only<AlertChange.Updated>(run.Window(0), AlertType.TrafficDrop).Alert.FirstWindowStartMs);
        Assert.Empty(run.Window(100));
        Assert.Empty(run.Window(100));
        Only<AlertChange.Resolved>(run.Window(100), AlertType.TrafficDrop);
    }
}
