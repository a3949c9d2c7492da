using System.Globalization;
using StreamPulse.Cli.Output;
using StreamPulse.Hosting;
using StreamPulse.Import;
using StreamPulse.Operations.Imports;
using static StreamPulse.Cli.Output.ResultWriter;

namespace StreamPulse.Cli.Commands;

/// <summary>Texts of both kinds of import, and what makes one a failure.</summary>
internal static class ImportText
{
    /// <summary>Said of contents that are damaged.</summary>
    public const string Damaged = "The input is damaged: a part of it was not read; the rejected lines say which.";

    /// <summary>How many events and rejects a file has.</summary>
    /// <param name="invalid">Events that the pipeline refuses, so that they are neither successful nor failed downloads.</param>
    public static string Counts(string path, long events, long successful, long failed, long invalid, long rejected)
    {
        var refused = invalid == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {invalid:N0} invalid");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: {events:N0} events ({successful:N0} successful, {failed:N0} failed{refused}), {rejected:N0} lines rejected.");
    }

    /// <summary>
    /// The same where the pipeline refused events for what only it can know, so that nobody can say how many were successful.
    /// </summary>
    public static string Counts(string path, long events, long rejected)
        => string.Create(CultureInfo.InvariantCulture, $"{path}: {events:N0} events, {rejected:N0} lines rejected.");

    /// <summary>Prints how many lines were rejected by each reason, and the first few.</summary>
    public static void PrintRejects(IReadOnlyDictionary<string, long> byReason, IReadOnlyList<RejectedLine> first)
    {
        foreach (var (reason, count) in byReason.OrderByDescending(static r => r.Value))
            Line($"  {count:N0} {reason}");
        foreach (var reject in first)
            Line($"  line {reject.Line}: {reject.Detail}");
    }

    /// <summary>Prints what the reader found besides events and rejects.</summary>
    public static void PrintSummary(ImportSummary summary)
    {
        if (summary.NotDownloads > 0)
            Line($"{summary.NotDownloads:N0} requests are no downloads and were left out (--downloads-only).");
        if (summary.Growth is { Grew: true } growth)
            Line($"The file grew while it was read; it was imported up to byte {growth.ReadUpToByte:N0}.");
        if (summary.IsDamaged)
            Text(Damaged);
    }

    /// <summary>
    /// Exit code of an import that was carried out. Damaged input, and input of which nothing could be used, is a failure, and the error
    /// says why.
    /// </summary>
    /// <param name="path">The file; - for standard input.</param>
    /// <param name="usable">Events that are valid.</param>
    /// <param name="unusable">Rejected lines and invalid events.</param>
    /// <param name="looksLike">What the rejected lines look like; null for none.</param>
    /// <param name="firstProblem">What is wrong with the first invalid event; null for none.</param>
    public static int Conclude(
        string path, long usable, long unusable, ImportSummary summary, ForeignFormat? looksLike, string? firstProblem)
    {
        if (usable == 0 && unusable > 0)
        {
            var why = summary.IsDamaged ? "the input is damaged" : looksLike?.Advice(path == "-" ? null : path) ?? firstProblem;
            Terminal.Error($"no line could be used; {why}");
            return ExitCodes.Failed;
        }
        if (!summary.IsDamaged)
            return ExitCodes.Ok;
        Terminal.Error("the input is damaged, and a part of it was not read; get an undamaged copy and import it with --again.");
        return ExitCodes.Failed;
    }
}
