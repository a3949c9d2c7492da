using System.Diagnostics;
using System.Globalization;
using StreamPulse.Import.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Import.Tests.AccessLogs;

/// <summary>The log of a real web site, beside the repository; it is not part of it.</summary>
public sealed class RealAccessLogTests
{
    /// <summary>Content, minute, downloads, failed downloads; computed independently of our code, in another language.</summary>
    private const string AwkProgram = """
        {
            path = $7; sub(/\?.*/, "", path)
            minute = substr($4, 2, 17)
            key = path "\t" minute
            total[key]++
            if ($9 >= 400) failed[key]++
        }
        END { for (key in total) print key "\t" total[key] "\t" failed[key] + 0 }
        """;

    [Fact]
    public void All_lines_are_events()
    {
        var (items, summary) = Inputs.OfFile(FindOrSkip());
        Assert.Equal((6_000L, 0L, 0L), (summary.Events, summary.Rejects, summary.BlankLines));
        Assert.Equal(5_860, items.Count(item => item.Event!.Download.Status == "success"));
        Assert.Equal(140, items.Count(item => item.Event!.Download.Status == "failed"));
        Assert.Equal(6_000, items.Select(item => item.Event!.EventId).Distinct().Count());
        Assert.Equal(
            new Dictionary<string, int> { ["http_403"] = 1, ["http_404"] = 135, ["http_416"] = 2, ["http_500"] = 2 },
            items.Where(item => item.Event!.Download.ErrorCode is not null).CountBy(item => item.Event!.Download.ErrorCode!)
                .ToDictionary());
    }

    [Fact]
    public void Counts_by_content_and_minute_are_those_of_awk()
    {
        var path = FindOrSkip();
        var expected = CountWithAwk(path);
        var actual = Inputs.OfFile(path).Items
            .GroupBy(item => (item.Event!.Content.ContentId, Minute: item.Event.EventTimeMs / 60_000 * 60_000))
            .ToDictionary(
                group => group.Key, group => (Total: group.Count(), Failed: group.Count(item => item.Event!.Download.Status == "failed")));
        Assert.True(expected.Count > 3_000, $"awk found only {expected.Count} keys");
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected, entry => Assert.Equal(entry.Value, actual[entry.Key]));
    }

    private static string FindOrSkip() => SharedFiles.FindOrSkip("data/access-combined.log");

    private static Dictionary<(string Content, long Minute), (int Total, int Failed)> CountWithAwk(string path)
    {
        using var awk = Process.Start(new ProcessStartInfo("awk", [AwkProgram, path]) { RedirectStandardOutput = true })!;
        var counts = new Dictionary<(string, long), (int, int)>();
        while (awk.StandardOutput.ReadLine() is { } line)
        {
            var columns = line.Split('\t');
            var minute =
                DateTimeOffset.ParseExact(columns[1], "dd/MMM/yyyy:HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            counts.Add((columns[0], minute.ToUnixTimeMilliseconds()), (int.Parse(columns[2]), int.Parse(columns[3])));
        }
        awk.WaitForExit();
        Assert.Equal(0, awk.ExitCode);
        return counts;
    }
}
