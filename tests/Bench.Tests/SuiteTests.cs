using StreamPulse.Bench.Suite;

namespace StreamPulse.Bench.Tests;

public sealed class SuiteTests
{
    private static readonly IReadOnlyList<SuiteRun> Plan = SuitePlan.Runs(kafkaEvents: 150_000);
    private static readonly HashSet<string> Sets = Plan.Select(r => r.Set).ToHashSet();

    /// <summary>Another name for each, or one result would replace another.</summary>
    [Fact]
    public void EveryRunHasAFileOfItsOwn() => Assert.Distinct(Plan.Select(r => r.Name));

    [Fact]
    public void TheQuickSuiteHasEverySet()
        => Assert.Equal(Sets, Plan.Where(r => r.QuickArguments is not null).Select(r => r.Set).ToHashSet());

    [Fact]
    public void SetsCanBeChosen()
    {
        Assert.Equal(TimeSpan.FromSeconds(7), SuiteOptions.Parse(["--limit", "7"], Sets, "/repository").Limit);
        var options = SuiteOptions.Parse(["--only", "sql,python", "--results", "/somewhere"], Sets, "/repository");
        Assert.Equal(["sql", "python"], options.Only);
        Assert.Equal((false, "/somewhere", TimeSpan.FromMinutes(6)), (options.Quick, options.Results, options.Limit));
    }

    [Fact]
    public void AQuickRunStaysOutOfTheResultsThatAreKept()
    {
        var (full, quick) = (SuiteOptions.Parse([], Sets, "/repository"), SuiteOptions.Parse(["--quick"], Sets, "/repository"));
        Assert.Equal("/repository/bench/results", full.Results);
        Assert.True(quick.Quick);
        Assert.NotEqual(full.Results, quick.Results);
    }

    [Theory]
    [InlineData("--only", "nothing")]
    [InlineData("--only")]
    [InlineData("--fast")]
    [InlineData("--limit", "soon")]
    [InlineData("--limit", "0")]
    public void WhatIsUnknownIsRefused(params string[] arguments)
        => Assert.Throws<ArgumentException>(() => SuiteOptions.Parse(arguments, Sets, "/repository"));
}
