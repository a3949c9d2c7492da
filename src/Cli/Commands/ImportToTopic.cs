using System.CommandLine;
using System.Globalization;
using StreamPulse.Cli.Output;
using StreamPulse.Import;
using StreamPulse.Standalone.Hosting;
using StreamPulse.Standalone.Imports;

namespace StreamPulse.Cli.Commands;

/// <summary><c>import --to kafka</c>: a file's events into the topic, and how far that came.</summary>
internal static class ImportToTopic
{
    public static async Task<int> RunAsync(
        ParseResult call, StandaloneOptions options, ImportReader reader, string path, long fromLine, string? rejectsPath, CancellationToken cancellationToken)
    {
        if (fromLine < 1)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--from-line is {fromLine}; lines count from 1."));
        var terminal = Terminal.Of(call);
        var file = rejectsPath is null ? null : new FileStream(rejectsPath, fromLine > 1 ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read);
        await using var rejects = new RejectSink(file);
        await using var producer = await Topics.OpenAsync(options.Kafka, terminal, cancellationToken);
        var runner = new TopicImportRunner(producer, rejects);
        var result = await terminal.ProgressAsync(
            "import", reader.LengthBytes, progress => Task.Run(() => runner.RunAsync(reader, fromLine, progress, Topics.BoundOnceCancelled, cancellationToken)));
        if (call.GetValue(CommonOptions.Json))
            ResultWriter.WriteJson(new { file = path, topic = options.Kafka.Topic, result });
        else
            Print(path, options.Kafka.Topic, rejectsPath, result);
        return Topics.Conclude(result.Delivery, result.IsInterrupted);
    }

    private static void Print(string path, string topic, string? rejectsPath, TopicImportResult result)
    {
        Line($"{path}: {result.Events:N0} events ({result.Successful:N0} successful, {result.Failed:N0} failed), {result.Rejected:N0} lines rejected.");
        Line($"Topic {topic}: {result.Delivery.Acknowledged:N0} acknowledged, {result.Delivery.NotAcknowledged:N0} not.");
        if (result.Rejected > 0)
            PrintRejects(rejectsPath, result);
        if (result.Summary.Growth is { Grew: true } growth)
            Line($"The file grew while it was read; it was imported up to byte {growth.ReadUpToByte:N0}.");
        if (result.Summary.IsDamaged)
            Line($"The file is damaged behind line {result.LastLine:N0}; the rest was not read.");
        if (result.IsWhole)
            return;
        Line($"It broke off. Line {result.LastLine:N0} and all before it are acknowledged; go on with --from-line {result.LastLine + 1}.");
        if (result.AcknowledgedBehind > 0)
            Line($"{result.AcknowledgedBehind:N0} events behind that line are acknowledged too and will then be counted twice: partitions are acknowledged each for itself.");
    }

    private static void PrintRejects(string? rejectsPath, TopicImportResult result)
    {
        foreach (var (reason, count) in result.RejectsByReason.OrderByDescending(static r => r.Value))
            Line($"  {count:N0} {reason}");
        foreach (var reject in result.FirstRejects)
            Line($"  line {reject.Line}: {reject.Detail}");
        if (rejectsPath is not null)
            Line($"  all of them in {rejectsPath}");
        else
            Line($"  they are not in the topic and nowhere else; --rejects FILE writes them down");
    }

    private static void Line(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
