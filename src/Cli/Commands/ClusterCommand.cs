using System.CommandLine;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using StreamPulse.Cli.Arguments;
using StreamPulse.Cli.Cluster;
using StreamPulse.Cli.Output;
using StreamPulse.Hosting;
using StreamPulse.Hosting.Silo;
using StreamPulse.Operations.Generate;

namespace StreamPulse.Cli.Commands;

/// <summary>
/// <c>cluster</c>: runs silos, a gateway and, unless one is configured, PostgreSQL, each as its own process, until Ctrl-C.
/// </summary>
internal static class ClusterCommand
{
    private const int MostSilos = 16;

    private static readonly Option<int> Silos = CheckedOption.Number("--silos", "Number of silos.", 1, MostSilos, byDefault: 2);
    private static readonly Option<int?> Port = CheckedOption.Number(
        "--port", "Port of the page and the API on 127.0.0.1 (default 8080; 0 picks a free port).", 0, IPEndPoint.MaxPort);

    private static readonly Option<bool> Dashboard = new("--dashboard")
    {
        Description = "Serve the Orleans Dashboard in each silo, behind a login.",
    };

    private static readonly Option<double> RestartAfter = CheckedOption.Number(
        "--restart-after", "Seconds before a silo or gateway that ended is restarted, 0.1 to 30; doubled if it ends again within a minute.",
        0.1, 30, byDefault: 1, "seconds");

    private static readonly TrafficArguments Traffic = new();

    public static Command Create()
    {
        var command = new Command("cluster", "Run an Orleans cluster of several silos and a gateway on this machine, for evaluation.")
        {
            Silos, Port, Dashboard, RestartAfter, CommonOptions.CreateTopics,
        };
        Traffic.AddTo(command);
        return command.Run(RunAsync).WithExamples("cluster", "cluster --silos 3 --rate 1000", "cluster --dashboard --no-traffic");
    }

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = Terminal.Of(call);
        var silos = call.GetValue(Silos);
        Traffic.Check(call);
        var programs = ClusterPrograms.Find(AppContext.BaseDirectory);
        var options = CommonOptions.Load(call);
        options = StreamPulseConfiguration.Validated(options with { Port = call.GetValue(Port) ?? options.Port });
        await using var session = await DatabaseSession.OpenAsync(options, SessionPurpose.RunPipeline, terminal.Note, cancellationToken);
        session.KeepRunning(Terminal.Error);
        var others = await RunningSilos.CountAsync(options, session.DataSource, cancellationToken);
        if (others > 0)
            terminal.Note("A pipeline runs on this database; the new silos join it.");
        await RequirePortAsync(options, mayBecomeFree: others > 0, cancellationToken);
        // Opened here first, so that partitions and topics exist before several silos look for them.
        await using var log = await EventLogSession.OpenAsync(
            options, session.DataSource,
            static logging => logging.AddPrintableConsole().ShowRepeatedOnceAMinute().SetMinimumLevel(LogLevel.Warning), cancellationToken);
        if (options is { IsKafka: true, Kafka.CreateTopics: true })
            await log.Kafka!.EnsureTopicsAsync(cancellationToken);
        var plan = Plan(call, programs, options, session);
        using var run = new ClusterRun(plan, terminal);
        using var atOnce = new SecondInterrupt(() =>
        {
            run.Kill();
            Environment.Exit(ExitCodes.Interrupted);
        });
        try
        {
            terminal.Note(string.Create(
                CultureInfo.InvariantCulture, $"Starting {silos} silos and a gateway; their logs are in {plan.LogDirectory}"));
            await run.StartAsync(cancellationToken);
            return await WorkAsync(call, plan, run, session, log, others, cancellationToken);
        }
        finally
        {
            terminal.Note(
                "Stopping the gateway, then the silos, which write their checkpoints. Press Ctrl-C again to kill them immediately.");
            await run.StopAsync();
            terminal.Note("Stopped.");
        }
    }

    private static ClusterPlan Plan(ParseResult call, ClusterPrograms programs, StreamPulseOptions options, DatabaseSession session)
    {
        var plan = new ClusterPlan(
            programs, options, session.ConnectionString, session.IsPrivate, call.GetValue(Silos),
            options.Port == 0 ? FreePorts.Choose(1)[0] : options.Port, null)
        {
            RestartAfter = TimeSpan.FromSeconds(call.GetValue(RestartAfter)),
        };
        Directory.CreateDirectory(plan.LogDirectory);
        return call.GetValue(Dashboard) ? plan with { Dashboard = DashboardCredentials.Find(plan.LogDirectory) } : plan;
    }

    /// <summary>A gateway of an earlier call that was killed may still be stopping.</summary>
    private static async Task RequirePortAsync(StreamPulseOptions options, bool mayBecomeFree, CancellationToken cancellationToken)
    {
        for (var tries = mayBecomeFree ? 50 : 1; !FreePorts.IsFree(IPAddress.Loopback, options.Port); tries--)
        {
            if (tries == 1)
                throw new PortInUseException(options.Port);
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }

    /// <summary>Generates downloads if requested, until the command is cancelled.</summary>
    private static async Task<int> WorkAsync(
        ParseResult call, ClusterPlan plan, ClusterRun run, DatabaseSession session, EventLogSession log, int others,
        CancellationToken cancellationToken)
    {
        var traffic = Traffic.Read(call, plan.IsPrivateDatabase, plan.Options.IsKafka, isFirst: others == 0);
        using var stopLoad = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = traffic is null
            ? Task.Delay(Timeout.Infinite, stopLoad.Token)
            : GeneratedTraffic.RunAsync(log.Appender, traffic, TrafficArguments.OnFull, stopLoad.Token);
        ClusterAnnouncement.Print(plan, run, session, traffic);
        var ended = await Task.WhenAny(load, run.FailedAsync());
        await stopLoad.CancelAsync();
        await load.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellationToken.IsCancellationRequested)
            await ended;
        return ExitCodes.Ok;
    }
}
