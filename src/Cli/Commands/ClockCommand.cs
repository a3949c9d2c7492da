using System.CommandLine;
using System.Globalization;
using StreamPulse.Cli.Output;
using StreamPulse.Hosting;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Cli.Commands;

/// <summary><c>clock</c>: shows how clocks stand, and puts right what a wrong one has left.</summary>
internal static class ClockCommand
{
    private static readonly Option<bool> SetBack = new("--set-back")
    {
        Description = "Set a watermark that is ahead of the database's clock back to it, after the clock was put right. Loses nothing.",
    };

    private static readonly Option<bool> ConfirmRetention = new("--confirm-retention")
    {
        Description = "The clock is right: let retention delete what it has refused to delete. Counts for one run within an hour.",
    };

    public static Command Create()
        => new Command("clock", "Show the clocks and the watermark, and put right what a wrong clock has left.")
        {
            SetBack, ConfirmRetention,
        }.Run(RunAsync).WithExamples("clock", "clock --set-back", "clock --confirm-retention");

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = Terminal.Of(call);
        await using var session = await DatabaseSession.OpenAsync(
            CommonOptions.Load(call), SessionPurpose.Look, terminal.Note, cancellationToken);
        var clocks = new PostgresClocks(session.DataSource);
        var isSetBack = call.GetValue(SetBack) && await clocks.SetWatermarkBackAsync(cancellationToken);
        if (call.GetValue(ConfirmRetention))
            await clocks.ConfirmRetentionAsync(cancellationToken);
        var state = await clocks.ReadAsync(cancellationToken);
        if (call.GetValue(CommonOptions.Json))
        {
            ResultWriter.WriteJson(state);
            return ExitCodes.Ok;
        }

        if (call.GetValue(SetBack))
        {
            Line($"{(isSetBack ? "The watermark was set back; silos follow within a minute." : "The watermark is not ahead.")}");
        }


        Line($"database   {state.Now:yyyy-MM-dd HH:mm:ss}Z");
        Line($"this clock {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm:ss}Z");
        Line($"watermark  {(state.Watermark is { } watermark ? Text($"{watermark:yyyy-MM-dd HH:mm:ss}Z") : "none yet")}");
        foreach (var ahead in state.PartitionsAhead)
        {
            Line($"partition  {ahead.Partition} is at {ahead.LatestTime:yyyy-MM-dd HH:mm:ss}Z, ahead; its next record puts it right");
        }

        Line($"retention  {RetentionOf(state)}");
        return ExitCodes.Ok;
    }

    private static string RetentionOf(ClockState state)
        => state.RetentionConfirmedAt is not null ? "confirmed; deletes in its next run"
            : state.RetentionRefusal is { } refusal ? $"deletes nothing. {refusal}"
            : state.RetentionRanAt is { } ran ? Text($"last ran {ran:yyyy-MM-dd HH:mm:ss}Z")
            : "has not run yet";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Line(FormattableString text) => Console.Out.WriteLine(Text(text));
}
