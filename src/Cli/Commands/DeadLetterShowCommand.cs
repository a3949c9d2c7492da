using System.CommandLine;
using System.Globalization;
using StreamPulse.Cli.Arguments;
using StreamPulse.Cli.Output;
using StreamPulse.Operations.DeadLetters;
using StreamPulse.Hosting;
using StreamPulse.Storage.DeadLetters;

namespace StreamPulse.Cli.Commands;

/// <summary><c>dead-letters show ID</c>: prints everything stored about one dead letter.</summary>
internal static class DeadLetterShowCommand
{
    private const int MostDumpedBytes = 4096;

    private static readonly Argument<long> Id = new("ID")
    {
        Description = "Id as printed by list, or the header streampulse.id.",
        CustomParser = CheckedOption.ParseId,
    };
    private static readonly Option<string?> Raw = new("--raw")
    {
        HelpName = "FILE",
        Description = "Write the unchanged value to this file.",
    };

    public static Command Create()
        => new Command("show", "Print all fields of a dead letter, its key and value as bytes, and the fields that can be decoded.")
        {
            Id, Raw,
        }.Run(RunAsync).WithExamples("dead-letters show 17", "dead-letters show 17 --raw value.bin");

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var id = call.GetValue(Id);
        var terminal = Terminal.Of(call);
        await using var session = await DatabaseSession.OpenAsync(
            CommonOptions.Load(call), SessionPurpose.Look, terminal.Note, cancellationToken);
        if (await new DeadLetterStore(session.DataSource).FindAsync(id, cancellationToken) is not { } letter)
        {
            Terminal.Error(string.Create(
                CultureInfo.InvariantCulture, $"There is no dead letter {id}. List them with ./streampulse dead-letters list."));
            return ExitCodes.Failed;
        }

        if (call.GetValue(Raw) is { } file)
        {
            await File.WriteAllBytesAsync(file, letter.Value, cancellationToken);
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{letter.Value.Length:N0} bytes in {file}."));
        }

        var inspection = letter.Summary.Stage == "log" ? EventInspection.Of(letter.Value) : null;
        if (call.GetValue(CommonOptions.Json))
            ResultWriter.WriteJson(new { letter = letter.Summary, letter.Key, letter.Value, decoded = inspection });
        else
            Print(letter, inspection);
        return ExitCodes.Ok;
    }

    private static void Print(StoredDeadLetter letter, EventInspection? inspection)
    {
        var summary = letter.Summary;
        Line("id", summary.Id.ToString(CultureInfo.InvariantCulture));
        Line("time", DeadLettersCommand.Time(summary.CreatedAt));
        Line("stage", summary.Stage);
        Line("partition", summary.Partition.ToString(CultureInfo.InvariantCulture));
        Line(summary.Stage == "log" ? "offset" : "line", summary.Position.ToString(CultureInfo.InvariantCulture));
        Line("reason", summary.Reason);
        Line("detail", summary.Detail);
        Line("ingestion time", summary.IngestionTime is { } taken ? DeadLettersCommand.Time(taken) : "unknown");
        Line("published", summary.PublishedAt is { } published ? DeadLettersCommand.Time(published) : "no");
        Line("retried", summary switch
        {
            { RetryState: "started" } => "started; outcome unknown",
            { RetriedAt: { } retried } => DeadLettersCommand.Time(retried),
            _ => "no",
        });
        Bytes("key", letter.Key);
        Bytes("value", letter.Value);
        if (inspection is null)
            return;
        ResultWriter.Text($"decoded, {inspection.Framing}");
        foreach (var field in inspection.Fields)
            ResultWriter.Text($"  {field.Name}: {field.Value}");
        if (inspection.Problem is { } problem)
            ResultWriter.Text($"  decoding stopped: {problem}");
    }

    private static void Bytes(string name, byte[]? bytes)
    {
        Line(name, bytes is null ? "none" : string.Create(CultureInfo.InvariantCulture, $"{bytes.Length:N0} bytes"));
        foreach (var line in HexDump.Lines(bytes ?? [], MostDumpedBytes))
            ResultWriter.Text($"  {line}");
    }

    private static void Line(string name, string value) => ResultWriter.Text($"{name,-15}{value}");
}
