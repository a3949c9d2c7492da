using System.CommandLine;
using System.Globalization;
using StreamPulse.Cli.Arguments;
using StreamPulse.Cli.Output;
using StreamPulse.Log.Postgres;
using StreamPulse.Generator;
using StreamPulse.Operations.Generate;
using StreamPulse.Hosting;

namespace StreamPulse.Cli.Commands;

/// <summary><c>generate</c>: writes generated downloads to the log, an API, a file or standard output.</summary>
internal static class GenerateCommand
{
    /// <summary>Default event time of the first event when not paced: fixed, so that the same options give the same bytes.</summary>
    private static readonly DateTimeOffset FixedStart = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Option<string> To = new("--to")
    {
        HelpName = "WHERE",
        Description = "log (the configured one), kafka, http://HOST:PORT (with the token of STREAMPULSE_TOKEN or STREAMPULSE_TOKEN_FILE), "
            + "a file, or - for standard output.",
        DefaultValueFactory = static _ => "log",
    };

    private static readonly Option<long?> Events = CheckedOption.Number(
        "--events", "Number of events (default 100000; unlimited when paced).", 0, long.MaxValue);

    private static readonly Option<double> Rate = GeneratorArguments.RateOption("Events per second, in event time.", 1000);

    private static readonly Option<bool> Paced = new("--paced")
    {
        Description = "Send events in real time, starting now, instead of as fast as possible.",
    };

    private static readonly Option<DateTimeOffset?> Start = CheckedOption.Time(
        "--start", "Event time of the first event, ISO 8601 with zone (default 2026-01-01T00:00:00Z, or now when paced).");

    private static readonly Option<EventFileFormat?> Format = CheckedOption.Word<EventFileFormat>(
        "--format", "json (the default) or avro, for files, standard output and http.");

    private static readonly GeneratorArguments Generator = new();

    public static Command Create()
    {
        var command = new Command("generate", "Generate downloads. The same options give the same bytes.")
        {
            To, Events, Rate, Paced, Start, Format, CommonOptions.CreateTopics,
        };
        Generator.AddTo(command);
        return command.Run(RunAsync).WithExamples(
            "generate --events 100000",
            "generate --to events.ndjson --start 2026-03-01T12:00:00Z --seed 7",
            "generate --to http://127.0.0.1:8080 --paced --rate 50",
            "generate --kafka localhost:9092 --paced --rate 1000 --incident EU-London,60,180,0.3");
    }

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = Terminal.Of(call);
        var isPaced = call.GetValue(Paced);
        var start = call.GetValue(Start) ?? (isPaced ? DateTimeOffset.UtcNow : FixedStart);
        var options = Generator.Read(call, call.GetValue(Rate), start, defaultSeed: 1);
        var events = call.GetValue(Events) ?? (isPaced ? null : 100_000L);
        var to = call.GetValue(To)!;
        var configuration = CommonOptions.Load(call);
        if (Topics.IsMeant(to, configuration))
            return await GenerateToTopic.RunAsync(call, configuration, options, events, isPaced, cancellationToken);
        var generator = new DownloadGenerator(options);
        await using var session = to == Topics.Log
            ? await DatabaseSession.OpenAsync(configuration, SessionPurpose.Write, terminal.Note, cancellationToken)
            : null;
        session?.KeepRunning(Terminal.Error);
        await using var log = session is null
            ? null
            : await PostgresEventLog.OpenAsync(session.DataSource, new PostgresEventLogOptions(), null, cancellationToken);
        await using var output = Open(to, call.GetValue(Format) ?? EventFileFormat.Json, options.Seed, log);
        var paced = new PacedGenerator(generator, output, TimeProvider.System);
        var made = await terminal.ProgressAsync(
            "events", events, progress => paced.RunAsync(events, isPaced, progress, cancellationToken));
        terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{made:N0} events, event time from {start:O}, seed {options.Seed}."));
        if (output is not HttpEventOutput { Rejected: > 0 } http)
            return ExitCodes.Ok;
        Terminal.Error(string.Create(CultureInfo.InvariantCulture, $"The server rejected {http.Rejected:N0} of them."));
        return ExitCodes.Failed;
    }

    private static IEventOutput Open(string to, EventFileFormat format, ulong seed, PostgresEventLog? log)
    {
        if (log is not null)
            return new LogEventOutput(log);
        if (to == "-")
            return new StreamEventOutput(new BufferedStream(Console.OpenStandardOutput(), 64 * 1024), format, seed);
        if (!to.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !to.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            return new StreamEventOutput(new FileStream(to, FileMode.Create, FileAccess.Write, FileShare.Read, 256 * 1024), format, seed);
        if (!Uri.TryCreate(to, UriKind.Absolute, out var address))
            throw new UsageException($"--to {to}: not a valid URL.");
        return new HttpEventOutput(ClientToken.CreateClient(), new Uri(address, "/api/events"), format);
    }
}
