using System.CommandLine;
using System.Globalization;
using StreamPulse.Cli.Output;
using StreamPulse.Import;
using StreamPulse.Hosting;
using StreamPulse.Operations.Imports;
using static StreamPulse.Cli.Output.ResultWriter;

namespace StreamPulse.Cli.Commands;

/// <summary><c>import --to kafka</c>: sends a file's events to the topic, and reports how far it got.</summary>
internal static class ImportToTopic
{
    public static async Task<int> RunAsync(
        ParseResult call, StreamPulseOptions options, ImportReader reader, string path, bool isFollowed, long fromEvent,
        string? rejectsPath, long maxRejects, CancellationToken cancellationToken)
    {
        if (fromEvent < 1)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--from-event is {fromEvent}; events count from 1."));
        var terminal = Terminal.Of(call);
        var file = rejectsPath is null ? null : new FileStream(rejectsPath, FileMode.Create, FileAccess.Write, FileShare.Read);
        await using var rejects = new RejectSink(file, maxRejects);
        await using var producer = await Topics.OpenAsync(options.Kafka, terminal, cancellationToken);
        var runner = new TopicImportRunner(producer, rejects, options.Pipeline.EventLimits, fromEvent);
        var result = await terminal.ProgressAsync(
            "import", reader.LengthBytes,
            progress => Task.Run(() => runner.RunAsync(reader, isFollowed, progress, Topics.BoundOnceCancelled, cancellationToken)));
        if (call.GetValue(CommonOptions.Json))
            WriteJson(new { file = path, topic = options.Kafka.Topic, result });
        else
            Print(path, options.Kafka.Topic, rejectsPath, result);
        var code = Topics.Conclude(result.Delivery, result.IsInterrupted);
        return code != ExitCodes.Ok
            ? code
            : ImportText.Conclude(
                path, result.Events - result.Invalid, result.Rejected + result.Invalid, result.Summary, result.LooksLike,
                result.FirstProblem);
    }

    private static void Print(string path, string topic, string? rejectsPath, TopicImportResult result)
    {
        Text(ImportText.Counts(
            path, result.Events, result.Successful, result.Failed, result.Invalid, result.Rejected));
        Line($"Topic {topic}: {result.Delivery.Acknowledged:N0} acknowledged, {result.Delivery.NotAcknowledged:N0} not.");
        if (result.Rejected > 0)
            PrintRejects(rejectsPath, result);
        ImportText.PrintSummary(result.Summary);
        if (result.IsWhole)
            return;
        Line($"Interrupted. {result.LastEvent:N0} events are acknowledged; resume with --from-event {result.LastEvent + 1}.");
        if (result.AcknowledgedBehind > 0)
            Line($"{result.AcknowledgedBehind:N0} later events in other partitions are acknowledged too; resuming counts them twice.");
    }

    private static void PrintRejects(string? rejectsPath, TopicImportResult result)
    {
        ImportText.PrintRejects(result.RejectsByReason, result.FirstRejects);
        if (result.RejectsNotKept > 0)
            Line($"  {result.Rejected - result.RejectsNotKept:N0} rejected lines are in {rejectsPath}; --max-rejects keeps more");
        else if (rejectsPath is not null)
            Line($"  all rejected lines are in {rejectsPath}");
        else
            Line($"  they are not stored anywhere; use --rejects FILE to write them to a file");
    }
}
