using System.Globalization;
using System.Text.Json;
using StreamPulse.Chaos.Measure;

namespace StreamPulse.Chaos;

/// <summary>Prints a report: JSON, or a table in Markdown.</summary>
internal static class ReportPrinter
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    public static void Print(ChaosReport report, bool asJson)
    {
        if (asJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, Json));
            return;
        }

        Line(
            $"{report.Target}, {report.Log}, seed {report.Seed}, {report.Seconds:N0} s: {report.Faults.Count} faults; the pipeline was ",
            $"started {report.Starts} times.");
        Line($"");
        Line($"| fault | times | recovery s, median | recovery s, longest | said after s, longest |");
        Line($"|---|---|---|---|---|");
        foreach (var kind in report.Faults.GroupBy(static f => f.Name).OrderByDescending(static g => g.Count()))
        {
            var recoveries = kind.Where(static f => f.RecoverySeconds is not null)
                .Select(static f => f.RecoverySeconds!.Value).Order().ToArray();
            Line(
                $"| {kind.Key} | {kind.Count()} | {Percentile.Of(recoveries, 0.5):0.00} | {Percentile.Of(recoveries, 1):0.00} ",
                $"| {kind.Max(static f => f.SaidSeconds):0.0} |");
        }

        Line($"");
        Line(
            $"Events: {report.Acknowledged:N0} acknowledged, {report.InDoubt:N0} in doubt and sent again; {report.Records:N0} records in ",
            $"the log.");
        Line(
            $"Records: {report.Counted:N0} counted, {report.Late:N0} late, {report.DeadLettered:N0} dead letters; ",
            $"{report.LostAcknowledged:N0} acknowledged ones lost, {report.Unbalanced:N0} partitions unbalanced.");
        Line($"Rows: {report.Rows:N0} in {report.Windows:N0} windows compared, {report.Differences:N0} differences.");
        Line(
            $"Recovery: p50 {report.RecoveryP50Seconds:0.00} s, p99 {report.RecoveryP99Seconds:0.00} s; longest time without a newer ",
            $"answer {report.LongestStalenessSeconds:0.0} s.");
        Line($"Answers: {report.Answers:N0} of 200, {report.Refusals:N0} refused or none, {report.EmptyAnswers:N0} empty ones.");
        Line(
            $"Outages said later than {FaultDone.SayWithinSeconds} s: {report.Faults.Count(static f => f.IsSaidLate)}; over later than ",
            $"{FaultDone.OverWithinSeconds} s after their cause had gone: {report.Faults.Count(static f => f.IsOverLate)}.");
        foreach (var fault in report.Faults.Where(static f => f.IsSaidLate || f.IsOverLate))
        {
            Line(
                $"  {fault.Name} ({fault.What}) at {fault.AtSeconds:0} s: no newer answer for {fault.StaleSeconds:0.0} s, said after ",
                $"{fault.SaidSeconds:0.0} s, over {fault.RecoverySeconds:0.0} s after its cause");
        }

        foreach (var fault in report.Faults.Where(static f => f.RecoverySeconds is null))
            Line($"NOT RECOVERED: {fault.Name} ({fault.What}) at {fault.AtSeconds:0} s");
    }

    private static void Line(params FormattableString[] parts)
        => Console.Out.WriteLine(string.Concat(parts.Select(static p => p.ToString(CultureInfo.InvariantCulture))));
}
