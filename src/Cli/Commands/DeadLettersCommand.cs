using System.CommandLine;
using System.Globalization;
using StreamPulse.Cli.Arguments;
using StreamPulse.Cli.Output;
using StreamPulse.Hosting;
using StreamPulse.Storage.DeadLetters;

namespace StreamPulse.Cli.Commands;

/// <summary><c>dead-letters list|show|retry</c>: lists, shows and retries records that could not be used.</summary>
internal static class DeadLettersCommand
{
    private static readonly Option<string?> Reason = new("--reason")
    {
        HelpName = "WORD",
        Description = "Only those with this reason, such as undecodable_avro.",
    };

    private static readonly Option<string?> Stage = CheckedOption.Word(
        "--stage", "Only this stage: log (records of the log) or import (lines of a file).", ["log", "import"]);

    private static readonly Option<DateTimeOffset?> Since = CheckedOption.Time(
        "--since", "Only those since this time, ISO 8601 with zone.");

    private static readonly Option<int> Limit = CheckedOption.Number("--limit", "Maximum number to list.", 1, 100_000, byDefault: 50);

    public static Command Create()
        => new Command("dead-letters", "List, show and retry records and lines that could not be used.")
        {
            new Command("list", "List dead letters, newest first.") { Reason, Stage, Since, Limit }.Run(ListAsync)
                .WithExamples("dead-letters list", "dead-letters list --reason undecodable_avro --since 2026-03-01T00:00:00Z"),
            DeadLetterShowCommand.Create(),
            DeadLetterRetryCommand.Create(),
        }.WithExamples("dead-letters list", "dead-letters show 17", "dead-letters retry --reason unknown_schema");

    private static async Task<int> ListAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var (stage, limit) = (call.GetValue(Stage), call.GetValue(Limit));
        await using var session = await DatabaseSession.OpenAsync(
            CommonOptions.Load(call), SessionPurpose.Look, Terminal.Of(call).Note, cancellationToken);
        var letters = await new DeadLetterStore(session.DataSource).ListAsync(
            new DeadLetterFilter(call.GetValue(Reason), stage, call.GetValue(Since)), limit, cancellationToken);
        if (call.GetValue(CommonOptions.Json))
            ResultWriter.WriteJson(letters);
        else
            Print(letters);
        return ExitCodes.Ok;
    }

    private static void Print(IReadOnlyList<DeadLetterSummary> letters)
    {
        if (letters.Count == 0)
        {
            ResultWriter.Text("None.");
            return;
        }

        string[] headings = ["ID", "TIME", "STAGE", "PARTITION", "POSITION", "REASON", "BYTES", "PUBLISHED", "RETRIED", "DETAIL"];
        var rows = letters.Select(static d => (IReadOnlyList<string>)
        [
            Text(d.Id), Time(d.CreatedAt), d.Stage, Text(d.Partition), Text(d.Position), d.Reason, Text(d.ValueBytes),
            d.PublishedAt is null ? "no" : "yes",
            d.RetryState is null ? "no" : d.RetryState == "done" ? "yes" : "unknown", d.Detail,
        ]);
        foreach (var line in TextTable.Lines(headings, [.. rows]))
            ResultWriter.Text(line);
    }

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
