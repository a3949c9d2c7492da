using System.Numerics;
using StreamPulse.Core.Detection;
using static StreamPulse.Core.Tests.Detection.DetectorRun;

namespace StreamPulse.Core.Tests.Detection;

/// <summary>A rate is judged with its sample size.</summary>
public sealed class SampleSizeTests
{
    [Theory]
    [InlineData(5, 4, null)]
    [InlineData(5, 2, null)]
    [InlineData(5, 1, AlertSeverity.Warning)]
    [InlineData(5, 0, AlertSeverity.Critical)]
    [InlineData(20, 17, null)]
    [InlineData(20, 12, AlertSeverity.Warning)]
    [InlineData(100, 85, null)]
    [InlineData(100, 79, AlertSeverity.Warning)]
    [InlineData(1_000, 860, AlertSeverity.Warning)]
    [InlineData(1_000, 800, AlertSeverity.Critical)]
    public void High_error_rate_needs_failures_that_chance_does_not_explain(long total, long successful, AlertSeverity? severity)
    {
        var changes = new DetectorRun(DetectorOptions.Default).Window(total, successful);
        if (severity is null)
            Assert.Empty(changes);
        else
            Assert.Equal(severity, Only<AlertChange.Raised>(changes, AlertType.HighErrorRate).Alert.Severity);
    }

    [Theory]
    [InlineData(1, 0, null)] // 3 of 3
    [InlineData(2, 0, AlertSeverity.Critical)] // 6 of 6
    [InlineData(5, 4, null)] // 3 of 15
    [InlineData(5, 2, AlertSeverity.Critical)] // 9 of 15
    [InlineData(50, 40, AlertSeverity.Warning)] // 30 of 150
    [InlineData(50, 30, AlertSeverity.Critical)] // 60 of 150
    public void Sustained_error_rate_is_judged_by_the_downloads_of_all_its_windows(long total, long successful, AlertSeverity? severity)
    {
        var run = new DetectorRun(DetectorOptions.Default);
        run.Window(total, successful);
        run.Window(total, successful);
        var third = run.Window(total, successful);
        if (severity is null)
            None(third, AlertType.SustainedErrorRate);
        else
            Assert.Equal(severity, Only<AlertChange.Raised>(third, AlertType.SustainedErrorRate).Alert.Severity);
    }

    [Fact]
    public void A_rate_below_the_limit_that_may_be_chance_keeps_an_incident_open()
    {
        var run = new DetectorRun(DetectorOptions.Default);
        Only<AlertChange.Raised>(run.Window(100, 50), AlertType.HighErrorRate);
        for (var i = 0; i < 5; i++)
            Only<AlertChange.Updated>(run.Window(10, 8), AlertType.HighErrorRate);
    }

    /// <summary>Against the sum of fractions of whole numbers, without rounding.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(99)]
    [InlineData(400)]
    public void The_chance_is_that_of_the_binomial_distribution(int total)
    {
        var (sum, all) = (BigInteger.Zero, BigInteger.Pow(20, total)); // a failure rate of 3 in 20
        var choose = BigInteger.One; // total over failed
        for (var failed = total; failed >= 0; failed--)
        {
            sum += choose * BigInteger.Pow(3, failed) * BigInteger.Pow(17, total - failed);
            choose = choose * failed / (total - failed + 1);
            var expected = Math.Exp(BigInteger.Log(sum) - BigInteger.Log(all));
            if (expected > 1e-300)
                Assert.Equal(1, BinomialTest.ChanceOfAtLeast(failed, total, 3 / 20.0) / expected, 9);
        }
    }

    [Fact]
    public void The_chance_of_many_trials_is_that_of_the_normal_distribution()
    {
        // 1 million trials at 0.1: the mean is 100,000 and the standard deviation 300; 3 standard deviations and a half above.
        Assert.InRange(BinomialTest.ChanceOfAtLeast(101_050, 1_000_000, 0.1), 0.000225, 0.000245);
        Assert.InRange(BinomialTest.ChanceOfAtLeast(100_000, 1_000_000, 0.1), 0.49, 0.51);
        Assert.Equal(1, BinomialTest.ChanceOfAtLeast(0, 10, 0.1));
        Assert.Equal(0, BinomialTest.ChanceOfAtLeast(11, 10, 0.1));
    }
}
