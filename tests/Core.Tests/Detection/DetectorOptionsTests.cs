using StreamPulse.Core.Detection;

namespace StreamPulse.Core.Tests.Detection;

public sealed class DetectorOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => DetectorOptions.Default.Validate();

    public static TheoryData<string, DetectorOptions> Invalid => new()
    {
        { nameof(DetectorOptions.HighErrorRateMinDownloads), new() { HighErrorRateMinDownloads = 0 } },
        { nameof(DetectorOptions.HighErrorRateWarningBelow), new() { HighErrorRateWarningBelow = double.NaN } },
        { nameof(DetectorOptions.HighErrorRateCriticalBelow), new() { HighErrorRateCriticalBelow = 0.95 } },
        { nameof(DetectorOptions.SustainedErrorRateWarningAbove), new() { SustainedErrorRateWarningAbove = -0.1 } },
        { nameof(DetectorOptions.SustainedErrorRateCriticalAbove), new() { SustainedErrorRateCriticalAbove = 0.05 } },
        { nameof(DetectorOptions.SustainedWindows), new() { SustainedWindows = 0 } },
        { nameof(DetectorOptions.SustainedMinDownloads), new() { SustainedMinDownloads = 0 } },
        { nameof(DetectorOptions.SlowDownloadsBelowShare), new() { SlowDownloadsBelowShare = 1.5 } },
        { nameof(DetectorOptions.SlowDownloadsMinSamples), new() { SlowDownloadsMinSamples = 0 } },
        { nameof(DetectorOptions.SlowDownloadsMinTrailingSamples), new() { SlowDownloadsMinTrailingSamples = 0 } },
        { nameof(DetectorOptions.TrafficDropBelowShare), new() { TrafficDropBelowShare = -1 } },
        { nameof(DetectorOptions.TrafficDropMinTrailingMean), new() { TrafficDropMinTrailingMean = double.PositiveInfinity } },
        { nameof(DetectorOptions.MinTrailingWindows), new() { MinTrailingWindows = 0 } },
        { nameof(DetectorOptions.TrailingPeriod), new() { TrailingPeriod = TimeSpan.Zero } },
        { nameof(DetectorOptions.ResolveAfterWindows), new() { ResolveAfterWindows = 0 } },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void An_option_out_of_range_is_named_with_its_value_and_range(string name, DetectorOptions options)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(options.Validate);
        Assert.Equal(name, error.ParamName);
        Assert.Contains(" has to be from ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_the_contract_s_and_the_same_in_json()
    {
        Assert.Equal(
            ["HIGH_ERROR_RATE", "SUSTAINED_ERROR_RATE", "SLOW_DOWNLOADS", "TRAFFIC_DROP"],
            Enum.GetValues<AlertType>().Select(AlertNames.NameOf));
        Assert.Equal(["INFO", "WARNING", "CRITICAL"], Enum.GetValues<AlertSeverity>().Select(AlertNames.NameOf));
        foreach (var type in Enum.GetValues<AlertType>())
            Assert.Equal($"\"{AlertNames.NameOf(type)}\"", System.Text.Json.JsonSerializer.Serialize(type));
        foreach (var severity in Enum.GetValues<AlertSeverity>())
            Assert.Equal($"\"{AlertNames.NameOf(severity)}\"", System.Text.Json.JsonSerializer.Serialize(severity));
    }
}
