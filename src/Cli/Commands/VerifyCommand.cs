using System.CommandLine;
using System.Globalization;
using StreamPulse.Cli.Output;
using StreamPulse.Hosting;
using StreamPulse.Hosting.Schemas;
using StreamPulse.Verify;
using static StreamPulse.Cli.Output.ResultWriter;

namespace StreamPulse.Cli.Commands;

/// <summary><c>verify</c>: recounts the log in SQL and compares every row.</summary>
internal static class VerifyCommand
{
    private const int Shown = 20;

    public static Command Create()
        => new Command(
            "verify",
            "Recount the log independently (SQL over the raw records) and compare every row. Exits with 1 on any difference.")
                .Run(RunAsync).WithExamples("verify", "verify --json", "verify --kafka localhost:9092");

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = Terminal.Of(call);
        var options = CommonOptions.Load(call);
        await using var session = await DatabaseSession.OpenAsync(options, SessionPurpose.Look, terminal.Note, cancellationToken);
        IRawLog rawLog = options.IsKafka ? new KafkaRawLog(options.Kafka) : new EmbeddedRawLog(session.DataSource);
        var schemas = await SchemaCatalog.ReadAsync(options.Schemas, session.DataSource, cancellationToken);
        var verifier = new Verifier(session.DataSource, rawLog, schemas);
        var report = await terminal.ProgressAsync("recount", null, progress => verifier.RunAsync(progress, cancellationToken));
        if (call.GetValue(CommonOptions.Json))
            WriteJson(report);
        else
            Print(report);
        return report.DifferenceCount == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static void Print(VerifyReport report)
    {
        Line($"{report.Records:N0} records: {report.Counted:N0} counted, {report.Late:N0} late, {report.DeadLettered:N0} dead letters.");
        if (report.RecordsWaiting > 0)
        {
            Line($"{report.RecordsWaiting:N0} records are in the log and not counted yet; a pipeline counts them (up, or the import):");
            foreach (var w in report.Waiting.Take(Shown))
                Line($"  partition {w.Partition}{(w.File is null ? "" : $", imported from {w.File}")}: {w.Records:N0}");
        }

        Text(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.RowsCompared:N0} rows in {report.WindowsCompared:N0} windows compared: {report.ContentRows:N0} content_stats, "
            + $"{report.RegionRows:N0} region_health, {report.DeviceRows:N0} device_stats."));
        if (report.CountedNotCompared > 0)
            Line($"{report.CountedNotCompared:N0} counted events are in windows not compared: open, removed by retention, or below.");
        if (report.WindowsTrimmed > 0)
            Line($"{report.WindowsTrimmed:N0} windows not compared: retention has trimmed the log.");
        if (report.WindowsWithGaps > 0)
            Line($"{report.WindowsWithGaps:N0} windows not compared: the log lost unprocessed records that may belong to them (log_gaps).");
        if (report.WindowsDue > 0)
            Line($"{report.WindowsDue:N0} windows not compared: committed late events are not in their rows yet; a pipeline adds them.");
        foreach (var d in report.Differences.Take(Shown))
        {
            var (stored, recounted) = (d.Stored ?? "null", d.Recounted ?? "null");
            Line($"  {d.Table} {d.Key} {d.WindowStart:yyyy-MM-ddTHH:mm:ssZ} {d.Column}: stored {stored}, recounted {recounted}");
        }

        if (report.DifferenceCount > Shown)
            Line($"  and {report.DifferenceCount - Shown:N0} more (--json lists up to {Verifier.MaxListed:N0}).");
        Line($"{report.DifferenceCount:N0} differences.");
    }
}
