using StreamPulse.Generator;

namespace StreamPulse.Import.Tests.Generator;

public sealed class GeneratorOptionsTests
{
    public static TheoryData<GeneratorOptions, string> OutOfRange() => new()
    {
        { new GeneratorOptions { EventsPerSecond = 0 }, "EventsPerSecond is 0; allowed is 0.001 to 1000000000." },
        { new GeneratorOptions { EventsPerSecond = double.NaN }, "EventsPerSecond is NaN; allowed is 0.001 to 1000000000." },
        { new GeneratorOptions { Contents = -1 }, "Contents is -1; allowed is 0 to 1000000." },
        { new GeneratorOptions { ZipfExponent = 11 }, "ZipfExponent is 11; allowed is 0 to 10." },
        { new GeneratorOptions { Users = 0 }, "Users is 0; allowed is 1 to 2147483647." },
        { new GeneratorOptions { FailedShare = 1.5 }, "FailedShare is 1.5; allowed is 0 to 1." },
        { new GeneratorOptions { FailedShare = 0.99 }, "SlowShare is 0.02; allowed is 0 to 1 - FailedShare." },
        { new GeneratorOptions { OutOfOrderShare = 0.8, LateShare = 0.3 }, "LateShare is 0.3; allowed is 0 to 1 - OutOfOrderShare." },
        { new GeneratorOptions { MaxOutOfOrder = TimeSpan.Zero }, "MaxOutOfOrder is 00:00:00; allowed is 1 ms to 1 day." },
        { new GeneratorOptions { MinLate = TimeSpan.FromHours(1) }, "MaxLate is 00:30:00; allowed is MinLate to 1 day." },
        { new GeneratorOptions { StartEventTime = DateTimeOffset.UnixEpoch }, "StartEventTime is 1970-01-01T00:00:00.0000000+00:00; "
            + "allowed is 2000-01-01 up to 2200-01-01, UTC." },
        { new GeneratorOptions
        {
            Incidents = [new Incident("EU-London", TimeSpan.Zero, TimeSpan.FromMinutes(1), 2)],
        }, "Incidents[0].ErrorRate is 2; allowed is 0 to 1." },
        { new GeneratorOptions
        {
            Incidents = [new Incident("EU-London", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), 0.5)],
        }, "Incidents[0].To is 00:01:00; allowed is later than From, which is 00:01:00." },
        { new GeneratorOptions
        {
            SlowIncidents = [new SlowIncident("EU-London", TimeSpan.Zero, TimeSpan.FromMinutes(1), 0)],
        }, "SlowIncidents[0].SpeedFactor is 0; allowed is above 0, at most 1." },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void An_error_names_key_value_and_range(GeneratorOptions options, string message)
        => Assert.Equal(message, Assert.Throws<GeneratorOptionsException>(() => new DownloadGenerator(options)).Message);

    [Fact]
    public void An_unknown_region_is_answered_with_those_that_there_are()
    {
        var options = new GeneratorOptions { Incidents = [new Incident("EU-Rome", TimeSpan.Zero, TimeSpan.FromMinutes(1), 0.5)] };
        var exception = Assert.Throws<GeneratorOptionsException>(() => new DownloadGenerator(options));
        Assert.Equal("Incidents[0].Region", exception.Key);
        Assert.Contains("EU-Rome; allowed is US-California, US-Texas", exception.Message);
    }
}
