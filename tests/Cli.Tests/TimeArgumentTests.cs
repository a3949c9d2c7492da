using StreamPulse.Core.Events;
using StreamPulse.Testing;

namespace StreamPulse.Cli.Tests;

/// <summary>Times on the command line name their zone, so that they mean the same on every machine (case 22).</summary>
public sealed class TimeArgumentTests
{
    private static readonly string[][] Calls =
    [
        ["generate", "--to", "-", "--start"], ["replay", "--dry-run", "--from"], ["replay", "--to"], ["dead-letters", "list", "--since"],
    ];

    public static TheoryData<string> Refused =>
    [
        "2026-03-01T12:00:00", "2026-03-01T12:00", "2026-03-01", "2026-03-01 12:00:00Z", "2026-03-01T12:00:00 Europe/Berlin", "12:00",
        "yesterday", "1772366400", "2026-02-30T12:00:00Z", "2026-03-01T25:00:00Z", "1999-12-31T23:59:59Z", "2200-01-01T00:00:00Z",
        "2026-03-01T12:00:00.Z", "0001-01-01T00:00:00+14:00", "",
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_time_that_is_not_clear_is_refused_and_named(string text)
    {
        foreach (var call in Calls)
        {
            var error = Assert.Single(CommandLine.Create().Parse([.. call, text]).Errors);
            Assert.StartsWith($"{call[^1]} is {text}; allowed are an ISO 8601 time with zone", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("2026-03-01T12:00:00Z")]
    [InlineData("2026-03-01T12:00Z")]
    [InlineData("2026-03-01t12:00:00z")]
    [InlineData("2026-03-01T17:30:00+05:30")]
    [InlineData("2026-03-01T12:00:00.000000000Z")]
    public void A_time_with_its_zone_is_that_instant(string text)
    {
        foreach (var call in Calls)
        {
            var parsed = CommandLine.Create().Parse([.. call, text]);
            Assert.Empty(parsed.Errors);
            Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), parsed.GetValue<DateTimeOffset?>(call[^1]));
        }
    }

    [Fact]
    public void Events_at_the_end_of_a_day_are_in_the_minutes_that_the_case_calls_right()
    {
        var minutes = new SortedDictionary<string, int>();
        using var lines = new StreamReader(new MemoryStream(SharedFiles.ReadCase("22-cli-time-without-zone", "eod.ndjson")));
        while (lines.ReadLine() is { } line)
        {
            Assert.True(EventJson.TryParse(System.Text.Encoding.UTF8.GetBytes(line), out var e, out var error), error);
            var minute = DateTimeOffset.FromUnixTimeMilliseconds(e.EventTimeMs)
                .ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
            minutes[minute] = minutes.GetValueOrDefault(minute) + 1;
        }

        Assert.Equal(new SortedDictionary<string, int> { ["23:59"] = 2, ["00:00"] = 2, ["00:01"] = 1 }, minutes);
    }
}
