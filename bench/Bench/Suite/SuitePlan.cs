namespace StreamPulse.Bench.Suite;

/// <summary>
/// All runs for docs/BENCHMARKS.md, in order: about 30 minutes on two processors; 5 minutes for the quick suite, which has fewer and
/// shorter runs and only checks that everything works.
/// </summary>
internal static class SuitePlan
{
    private const string Core = "--filter *DecodeBenchmarks* *AggregateBenchmarks* *MergeBenchmarks* *SketchBenchmarks*";
    private const string ClosingTimes = "--rate 20000 --seconds 45 --warmup 15";
    private const string QuickTimes = "--seconds 6 --warmup 3";

    private static readonly string[] Contents = ["4", "100", "1000", "10000", "100000"];

    /// <summary>All runs.</summary>
    /// <param name="kafkaEvents">Events that the broker can keep.</param>
    public static IReadOnlyList<SuiteRun> Runs(long kafkaEvents)
        =>
        [
            new("core", "core", "core", Core, "--filter *DecodeBenchmarks*"),
            .. Contents.Select(c => new SuiteRun(
                "endtoend", $"endtoend-contents-{c}", "endtoend", $"--events 2000000 --runs 2 {Of(c)}", c is "4" or "10000"
                    ? $"--events 200000 {Of(c)}" : null)),
            .. new[] { 1, 6, 12 }.Select(p => new SuiteRun(
                "partitions", $"endtoend-partitions-{p}", "endtoend", $"--events 2000000 --runs 2 --partitions {p}", p == 1
                    ? null
                    : $"--events 200000 --partitions {p}")),
            .. new[] { 5_000, 20_000, 50_000, 100_000, 150_000 }.Select(r => new SuiteRun(
                "freshness", $"freshness-rate-{r}", "freshness", $"--rate {r} --seconds 35 --warmup 12", r is 20_000 or 100_000
                    ? $"--rate {r} {QuickTimes}" : null)),
            new("freshness", "freshness-contents-10000", "freshness", "--rate 20000 --seconds 35 --warmup 12 --contents 10000", null),
            new("closing", "closing-contents-100", "closing", $"{ClosingTimes} --contents 100", "--contents 100 --seconds 18 --warmup 3"),
            new("closing", "closing-contents-1000", "closing", $"{ClosingTimes} --contents 1000", null),
            new("closing", "closing-contents-10000", "closing", $"{ClosingTimes} --contents 10500",
                "--contents 10500 --seconds 20 --warmup 3"),
            new("memory", "memory", "memory", "", "--contents 10000 --windows 1"),
            .. new[] { "4", "10000" }.Select(c => new SuiteRun(
                "kafka", $"kafka-rows-contents-{c}", "kafka-rows", $"--events {kafkaEvents} --runs 2 {Of(c)}", c == "4"
                    ? "--events 100000 --runs 1" : null)),
            .. Contents.Select(c => new SuiteRun(
                "cluster", $"cluster-rows-contents-{c}", "cluster-rows", $"--silos 1 --events 1000000 {Of(c)}", c == "10000"
                    ? $"--silos 1 --events 200000 {Of(c)}" : null)),
            .. new[] { 1, 2 }.Select(s => new SuiteRun(
                "cluster", $"cluster-rows-silos-{s}", "cluster-rows", $"--silos {s} --pin 1 --events 1000000", s == 2
                    ? "--silos 2 --pin 1 --events 200000" : null)),
            .. new[] { "4", "10000" }.Select(c => new SuiteRun(
                "cluster-kafka", $"cluster-rows-kafka-contents-{c}", "cluster-rows", "--silos 1 --kafka 1 --events "
                + $"{Math.Min(kafkaEvents, 1_000_000)} {Of(c)}", c == "4" ? "--silos 1 --kafka 1 --events 100000" : null)),
            new("cluster-freshness", "cluster-freshness-silos-1-rate-20000", "cluster-freshness",
                "--silos 1 --rate 20000 --seconds 35 --warmup 12", $"--silos 1 --rate 20000 {QuickTimes}"),
            new("cluster-freshness", "cluster-freshness-silos-1-rate-100000", "cluster-freshness",
                "--silos 1 --rate 100000 --seconds 35 --warmup 12", null),
            new("cluster-freshness", "cluster-freshness-silos-2-rate-20000", "cluster-freshness",
                "--silos 2 --rate 20000 --seconds 35 --warmup 12", null),
            new("http", "http", "http", "--seconds 10", "--seconds 3"),
            new("python", "http-python", "http-python", "--seconds 6 --rounds 3", "--seconds 2 --rounds 1"),
            .. new[] { "4", "10000" }.Select(c => new SuiteRun(
                "sql", $"sql-contents-{c}", "sql", $"--events 1000000 --runs 2 {Of(c)}", c == "4" ? "--events 200000 --runs 1" : null)),
        ];

    /// <summary>The default four are no option.</summary>
    private static string Of(string contents) => contents == "4" ? "" : $"--contents {contents}";
}
