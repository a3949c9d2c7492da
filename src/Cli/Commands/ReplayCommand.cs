using System.CommandLine;
using StreamPulse.Cli.Arguments;
using StreamPulse.Cli.Output;
using StreamPulse.Hosting;
using StreamPulse.Hosting.Schemas;
using StreamPulse.Operations.Replay;
using static StreamPulse.Cli.Output.ResultWriter;

namespace StreamPulse.Cli.Commands;

/// <summary><c>replay</c>: recomputes windows from the log and revises rows that differ.</summary>
internal static class ReplayCommand
{
    private static readonly Option<DateTimeOffset?> From = CheckedOption.Time(
        "--from", "Start of the first window, ISO 8601 with zone (default: the first in the log).");

    private static readonly Option<DateTimeOffset?> To = CheckedOption.Time(
        "--to", "End of the last window, ISO 8601 with zone (default: all closed windows).");

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Print what would be revised and change nothing." };

    public static Command Create()
        => new Command("replay", "Recompute closed windows from the log and revise rows that differ. A second run changes nothing.")
        {
            From, To, DryRun,
        }.Run(RunAsync).WithExamples("replay --dry-run", "replay --from 2026-03-01T12:00:00Z --to 2026-03-01T13:00:00Z");

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = Terminal.Of(call);
        var options = CommonOptions.Load(call);
        await using var session = await DatabaseSession.OpenAsync(options, SessionPurpose.Look, terminal.Note, cancellationToken);
        await using var log = await EventLogSession.OpenAsync(options, session.DataSource, null, cancellationToken);
        var schemas = await SchemaCatalog.ReadAsync(options.Schemas, session.DataSource, cancellationToken);
        var runner = new ReplayRunner(log.Log, session.DataSource, schemas);
        var range = new ReplayRange(call.GetValue(From) ?? DateTimeOffset.MinValue, call.GetValue(To) ?? DateTimeOffset.MaxValue);
        var isDry = call.GetValue(DryRun);
        var total = await runner.CountRecordsAsync(range, cancellationToken);
        var result = await terminal.ProgressAsync(
            "replay", total, progress => Task.Run(() => runner.RunAsync(range, isDry, progress, cancellationToken)));
        if (call.GetValue(CommonOptions.Json))
        {
            WriteJson(result);
            return ExitCodes.Ok;
        }

        Line($"{result.Records:N0} records read, {result.Windows:N0} closed windows and {result.Rows:N0} rows recomputed.");
        if (isDry)
            Line($"{result.Revised:N0} rows differ and would be revised, {result.Deleted:N0} would be deleted. Nothing was changed.");
        else
            Line($"{result.Revised:N0} rows revised, {result.Deleted:N0} deleted that should not exist.");
        if (result.WindowsTrimmed > 0)
            Line($"{result.WindowsTrimmed:N0} windows were skipped: retention has trimmed their records.");
        if (result.WindowsWithGaps > 0)
            Line($"{result.WindowsWithGaps:N0} windows were skipped: the log lost unprocessed records that may belong to them (log_gaps).");
        return ExitCodes.Ok;
    }
}
