using System.CommandLine;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamPulse.Cli.Arguments;
using StreamPulse.Cli.Cluster;
using StreamPulse.Cli.Output;
using StreamPulse.Generator;
using StreamPulse.Hosting;
using StreamPulse.Hosting.Silo;
using StreamPulse.Operations.Generate;
using static StreamPulse.Cli.Output.ResultWriter;

namespace StreamPulse.Cli.Commands;

/// <summary>
/// <c>up</c>: runs the pipeline, the API and the page in this process until Ctrl-C; where a pipeline runs on the database, it joins it.
/// </summary>
internal static class UpCommand
{
    private static readonly Option<int?> Port = CheckedOption.Number(
        "--port", "Port of the page and the API (default 8080, or a free port if this joins a running pipeline; 0 picks a free port).",
        0, IPEndPoint.MaxPort);

    private static readonly Option<bool> Dashboard = new("--dashboard")
    {
        Description = "Serve the Orleans Dashboard, behind a login.",
    };

    private static readonly TrafficArguments Traffic = new();

    public static Command Create()
    {
        var command = new Command("up", "Run the pipeline, the API and the page in one process. Start here. A second one joins the first.")
        {
            Port, Dashboard, CommonOptions.CreateTopics,
        };
        Traffic.AddTo(command);
        return command.Run(RunAsync).WithExamples("up", "up --no-traffic --port 0", "up --kafka localhost:9092 --create-topics");
    }

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = Terminal.Of(call);
        Traffic.Check(call);
        var options = CommonOptions.Load(call);
        options = StreamPulseConfiguration.Validated(options with { Port = call.GetValue(Port) ?? options.Port });
        await using var session = await DatabaseSession.OpenAsync(options, SessionPurpose.RunPipeline, terminal.Note, cancellationToken);
        session.KeepRunning(Terminal.Error);
        var others = await RunningSilos.CountAsync(options, session.DataSource, cancellationToken);
        options = options with { Port = PortOf(call, options, others) };
        var dashboard = call.GetValue(Dashboard)
            ? DashboardCredentials.Find(Directory.CreateDirectory(options.DataDirectory).FullName)
            : null;
        if (dashboard is not null)
            options = options with { Dashboard = true, DashboardUser = dashboard.User, DashboardPassword = dashboard.Password };
        var traffic = Traffic.Read(call, session.IsPrivate, options.IsKafka, isFirst: others == 0);
        await using var host = await UpHost.BuildAsync(options, session, Logging, cancellationToken);
        try
        {
            await host.StartAsync(cancellationToken);
            Announce(host, options, session, dashboard, traffic, others);
            return await WorkAsync(host, traffic, cancellationToken);
        }
        finally
        {
            terminal.Note("Stopping; the last checkpoints are written.");
            await host.StopAsync();
            terminal.Note("Stopped.");
        }
    }

    /// <summary>The configured port; a free one where it is taken because this joins a pipeline on the same machine.</summary>
    private static int PortOf(ParseResult call, StreamPulseOptions options, int others)
        => FreePorts.IsFree(IPAddress.Parse(options.Address), options.Port) ? options.Port
            : others > 0 && call.GetValue(Port) is null ? 0
            : throw new PortInUseException(options.Port);

    /// <summary>Generates downloads if requested, until the command is cancelled or the silo ends.</summary>
    private static async Task<int> WorkAsync(UpHost host, GeneratorOptions? traffic, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = traffic is null
            ? Task.Delay(Timeout.Infinite, stop.Token)
            : GeneratedTraffic.RunAsync(host.Appender, traffic, TrafficArguments.OnFull, stop.Token);
        var ended = await Task.WhenAny(load, host.SiloEnded);
        await stop.CancelAsync();
        await load.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested)
            return ExitCodes.Ok;
        await ended;
        Terminal.Error("The silo has ended, see above. Records that are not in a checkpoint are read again.");
        return ExitCodes.Failed;
    }

    private static void Announce(
        UpHost host, StreamPulseOptions options, DatabaseSession session, DashboardCredentials? dashboard, GeneratorOptions? traffic,
        int others)
    {
        var address = host.Address;
        Line($"StreamPulse is up: {address}");
        Line($"  trending   {address}/api/stats/trending?minutes=5");
        if (others > 0)
            Line($"  joined     a running pipeline; silos before this one: {others}");
        if (dashboard is not null)
            Line($"  dashboard  {host.SiloHealthAddress}/dashboard/; {dashboard.Description}");
        Line(
            $"  database   {(session.IsPrivate ? "private PostgreSQL; ./streampulse psql opens it" : "as given in STREAMPULSE_POSTGRES")}");
        if (options.IsKafka)
        {
            Line($"  log        Kafka topic {options.Kafka.Topic} at {options.Kafka.BootstrapServers}");
            Line($"  rejected   to topic {options.Kafka.DeadLetterTopic}");
        }

        if (traffic is null)
        {
            var producers = options.IsKafka ? "the topic's producers, " : "";
            Line($"  events     none generated; {producers}import FILE, generate, or POST /api/events");
        }
        else
        {
            Line($"  events     {traffic.EventsPerSecond:N0} generated downloads/s (--rate; --no-traffic for none)");
        }

        Line($"Ctrl-C stops it and keeps all data.");
    }


    private static void Logging(ILoggingBuilder logging)
        => logging.AddPrintableConsole(static console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        }).ShowRepeatedOnceAMinute().Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            static o => o.LogToStandardErrorThreshold = LogLevel.Trace);
}
