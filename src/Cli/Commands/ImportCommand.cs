using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using StreamPulse.Cli.Arguments;
using StreamPulse.Cli.Output;
using StreamPulse.Import;
using StreamPulse.Import.AccessLogs;
using StreamPulse.Import.Clients;
using StreamPulse.Log.Postgres;
using StreamPulse.Hosting;
using StreamPulse.Hosting.Silo;
using StreamPulse.Operations.Imports;
using StreamPulse.Storage.Cluster;
using static StreamPulse.Cli.Output.ResultWriter;

namespace StreamPulse.Cli.Commands;

/// <summary><c>import FILE|-</c>: imports a file into the log and, unless a pipeline is running, processes it.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string> Source = new("FILE")
    {
        Description = "The file, or - for standard input. Gzip is decompressed.",
    };

    private static readonly Option<ImportFormat?> Format = CheckedOption.Word<ImportFormat>(
        "--format",
        "accesslog (combined, common), w3c (IIS, CloudFront), ndjson (events; JSON access logs of Caddy, Traefik and nginx) or "
            + "avrocontainer (default: detected).");

    private static readonly Option<string?> Regions = new("--regions")
    {
        HelpName = "FILE",
        Description = "File with lines CIDR REGION [CITY] that maps client addresses to regions.",
    };

    private static readonly Option<bool> DownloadsOnly = new("--downloads-only")
    {
        Description = "Count downloads instead of requests: GET only, no redirects or 304, and the 206 answers of one client for one path, "
            + "with pauses of up to 30 minutes, as one.",
    };

    private static readonly Option<bool> Again = new("--again")
    {
        Description = "Import the file even if the same content was imported before; it is then counted twice.",
    };

    private static readonly Option<string?> To = CheckedOption.Word(
        "--to",
        "log (the configured one, the default) or kafka. In a topic, events share partitions with live events, so old events may be late.",
        [Topics.Log, Topics.Kafka]);

    private static readonly Option<bool> Follow = new("--follow")
    {
        Description = "Append events as they are read instead of in order of time, for input that does not end.",
    };

    private static readonly Option<long> FromEvent = CheckedOption.Number(
        "--from-event", "For a topic: number, in order of time, of the first event to send, to resume an interrupted import.",
        1, long.MaxValue, byDefault: 1);

    private static readonly Option<long> MaxRejects = CheckedOption.Number(
        "--max-rejects", "Rejected lines to keep, as dead letters or in the file of --rejects; the others are counted by reason.",
        0, 1_000_000_000, byDefault: RejectBound.DefaultKept);

    private static readonly Option<string?> Rejects = new("--rejects")
    {
        HelpName = "FILE",
        Description = "For a topic: write rejected lines to this file, as NDJSON.",
    };

    public static Command Create()
        => new Command("import", "Import web server and CDN access logs, NDJSON or Avro container files; see docs/IMPORT.md.")
        {
            Source, Format, Regions, DownloadsOnly, Again, Follow, To, FromEvent, MaxRejects, Rejects, CommonOptions.CreateTopics,
        }.Run(RunAsync).WithExamples(
            "import access.log", "import --regions regions.txt access.log.gz", "import - --follow < pipe",
            "import --format ndjson - < events.ndjson");

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = Terminal.Of(call);
        var options = CommonOptions.Load(call);
        var path = call.GetValue(Source)!;
        var isTopic = Topics.IsMeant(call.GetValue(To) ?? Topics.Log, options);
        if (call.GetValue(Follow) && path != "-")
            throw new UsageException("--follow is for standard input (FILE is -); a file has an end.");
        if (!isTopic && (call.GetValue(FromEvent) != 1 || call.GetValue(Rejects) is not null))
        {
            throw new UsageException(
                "--from-event and --rejects need a topic; the embedded log resumes by itself and stores rejected lines as dead letters.");
        }

        using var reader = Open(call, path);
        if (isTopic)
        {
            return await ImportToTopic.RunAsync(
                call, options, reader, path, call.GetValue(Follow), call.GetValue(FromEvent), call.GetValue(Rejects),
                call.GetValue(MaxRejects), cancellationToken);
        }

        await using var session = await DatabaseSession.OpenAsync(options, SessionPurpose.Write, terminal.Note, cancellationToken);
        session.KeepRunning(Terminal.Error);
        await using var log = await PostgresEventLog.OpenAsync(
            session.DataSource, new PostgresEventLogOptions { LivePartitions = options.LivePartitions }, null, cancellationToken);
        var runner = new ImportRunner(
            log, new PostgresProgress(session.DataSource), options.Pipeline.EventLimits, call.GetValue(MaxRejects));
        var result = await terminal.ProgressAsync(
            "import", reader.LengthBytes,
            progress => Task.Run(() => runner.RunAsync(
                reader, path, reader.Fingerprint?.ToString(), call.GetValue(Again), call.GetValue(Follow), progress, cancellationToken)));
        var processed = await ProcessAsync(terminal, options, session, result, cancellationToken);
        Print(call, path, result, processed);
        return ImportText.Conclude(
            path, result.Events - result.Invalid, result.Rejected + result.Invalid, result.Summary, result.Rejects.LooksLike,
            result.FirstProblem);
    }

    private static ImportReader Open(ParseResult call, string path)
    {
        var salt = Environment.GetEnvironmentVariable("STREAMPULSE_IMPORT_SALT");
        var options = new ImportOptions
        {
            Format = call.GetValue(Format),
            AccessLog = new AccessLogOptions
            {
                Salt = string.IsNullOrEmpty(salt) ? AccessLogOptions.DefaultSalt : salt,
                Regions = call.GetValue(Regions) is { } file ? CidrTable.Load(file) : null,
                DownloadsOnly = call.GetValue(DownloadsOnly),
            },
        };
        if (Directory.Exists(path))
            throw new UsageException($"FILE is {path}, a directory; allowed are a file, or -.");
        return path == "-" ? ImportReader.OpenStream(Console.OpenStandardInput(), options) : ImportReader.OpenFile(path, options);
    }

    /// <summary>Waits for the running pipeline to process the import; runs one in this process if there is none.</summary>
    private static async Task<ProcessedPartition> ProcessAsync(
        Terminal terminal, StreamPulseOptions options, DatabaseSession session, ImportResult result, CancellationToken cancellationToken)
    {
        var wait = new ProcessingWait(new PostgresProgress(session.DataSource), TimeProvider.System);
        if (await RunningSilos.CountAsync(options, session.DataSource, cancellationToken) > 0)
        {
            terminal.Note("The running pipeline processes the import.");
            return await ShowAsync(untilClosed: false);
        }

        options = options with { Postgres = session.ConnectionString, Dashboard = false };
        await using var silo = await SiloHost.BuildAsync(
            options, SiloPorts.OfUp(options),
            static logging => logging.AddPrintableConsole().ShowRepeatedOnceAMinute().SetMinimumLevel(LogLevel.Warning), cancellationToken,
            isWithinUp: true);
        await silo.StartAsync(cancellationToken);
        try
        {
            return await ShowAsync(untilClosed: true);
        }
        finally
        {
            await silo.StopAsync(CancellationToken.None);
        }

        Task<ProcessedPartition> ShowAsync(bool untilClosed)
            => terminal.ProgressAsync(
                "processing", result.Appended, progress => wait.WaitAsync(result.Partition, untilClosed, progress, cancellationToken));
    }

    private static void Print(ParseResult call, string path, ImportResult result, ProcessedPartition processed)
    {
        if (call.GetValue(CommonOptions.Json))
        {
            WriteJson(new { file = path, result, processed });
            return;
        }

        Text(processed.DeadLettered > result.Invalid
            ? ImportText.Counts(path, result.Events, result.Rejected)
            : ImportText.Counts(path, result.Events, result.Successful, result.Failed, result.Invalid, result.Rejected));
        ImportText.PrintRejects(result.Rejects.ByReason, result.Rejects.First);
        if (result.RejectsNotKept > 0)
            Line($"  {result.RejectsNotKept:N0} of the rejected lines are counted only; --max-rejects keeps more");
        if (result.FirstProblem is { } problem)
            Line($"  {problem}");
        if (result.ResumedAt > 0)
            Line($"Resumed an interrupted import; {result.ResumedAt:N0} events and rejected lines were stored before.");
        ImportText.PrintSummary(result.Summary);
        Text(string.Create(
            CultureInfo.InvariantCulture,
            $"Partition {result.Partition}: {processed.Counted:N0} counted, {processed.Late:N0} late, "
            + $"{processed.DeadLettered:N0} dead letters of {processed.Appended:N0} appended."));
        if (result.Rejected > 0 || processed.DeadLettered > 0)
            Line($"./streampulse dead-letters list shows what could not be used, with the reason.");
        if (processed.OpenWindows > 0)
            Line($"{processed.OpenWindows:N0} windows are still open; their rows are written when the watermark passes them.");
    }
}
