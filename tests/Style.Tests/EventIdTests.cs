using System.Text.RegularExpressions;

namespace StreamPulse.Style.Tests;

/// <summary>The id of a log message finds it in docs/RUNBOOK.md, so no other has the same.</summary>
public sealed partial class EventIdTests
{
    [Fact]
    public void EachMessageHasAnIdOfItsOwn()
    {
        var ids = SourceFiles.In("src")
            .SelectMany(static f => Message().Matches(string.Join('\n', SourceFiles.Lines(f))).Select(m => (Id: m.Groups[1].Value, f)))
            .ToList();

        Assert.NotEmpty(ids);
        Assert.Empty(ids.GroupBy(static m => m.Id).Where(static g => g.Count() > 1)
            .Select(static g => $"{g.Key}: {string.Join(", ", g.Select(static m => m.f))}"));
    }

    [GeneratedRegex(@"\[LoggerMessage\(\s*(\d+)")]
    private static partial Regex Message();
}
