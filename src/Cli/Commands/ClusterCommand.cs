using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using StreamPulse.Cli.Cluster;
using StreamPulse.Cli.Output;
using StreamPulse.Standalone.Hosting;

namespace StreamPulse.Cli.Commands;

/// <summary>
/// <c>cluster</c>: runs silos, a gateway and, unless one is configured, PostgreSQL, each as its own process, until Ctrl-C.
/// </summary>
internal static class ClusterCommand
{
    private const int MostSilos = 16;

    private static readonly Option<int> Silos = new("--silos") { Description = "Number of silos.", DefaultValueFactory = static _ => 2 };
    private static readonly Option<int?> Port = new("--port")
    {
        Description = "Port of the page and the API on 127.0.0.1 (default 8080; 0 picks a free port).",
    };

    private static readonly Option<bool> Dashboard = new("--dashboard")
    {
        Description = "Serve the Orleans Dashboard in each silo, behind a login.",
    };

    private static readonly Option<double> RestartAfter = new("--restart-after")
    {
        Description = "Seconds before a silo or gateway that ended is restarted, 0.1 to 30; doubled if it ends again within a minute.",
        DefaultValueFactory = static _ => 1,
    };

    private static readonly TrafficArguments Traffic = new();

    public static Command Create()
    {
        var command = new Command("cluster", "Run an Orleans cluster of several silos and a gateway on this machine, for evaluation.")
        {
            Silos, Port, Dashboard, RestartAfter, CommonOptions.CreateTopics,
        };
        Traffic.AddTo(command);
        return command.Run(RunAsync);
    }

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = Terminal.Of(call);
        var silos = call.GetValue(Silos);
        if (silos is < 1 or > MostSilos)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--silos is {silos}; allowed are 1 to {MostSilos}."));
        if (call.GetValue(RestartAfter) is not (>= 0.1 and <= 30))
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"--restart-after is {call.GetValue(RestartAfter)}; allowed are 0.1 to 30 seconds."));
        }

        var programs = ClusterPrograms.Find(AppContext.BaseDirectory);
        var options = CommonOptions.Load(call);
        options = StandaloneConfiguration.Checked(options with { Port = call.GetValue(Port) ?? options.Port });
        FreePorts.Require(options.Port);
        await using var session = await DatabaseSession.OpenAsync(options, terminal.Note, cancellationToken);
        await using var lease = await LeaseKeeper.TryTakeAsync(session.DataSource, terminal, cancellationToken)
            ?? throw new EngineBusyException();
        // Opened here first, so that partitions and topics exist before several silos look for them.
        using var loggers = LoggerFactory.Create(static logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning));
        await using var log = await EventLogSession.OpenAsync(options, session, loggers, cancellationToken);
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
            return await WorkAsync(call, terminal, plan, run, session, log, lease, cancellationToken);
        }
        finally
        {
            terminal.Note(
                "Stopping the gateway, then the silos, which write their checkpoints. Press Ctrl-C again to kill them immediately.");
            await run.StopAsync();
            terminal.Note("Stopped.");
        }
    }

    private static ClusterPlan Plan(ParseResult call, ClusterPrograms programs, StandaloneOptions options, DatabaseSession session)
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

    /// <summary>Generates downloads if requested, until the command is cancelled or another program takes over the database.</summary>
    private static async Task<int> WorkAsync(
        ParseResult call, Terminal terminal, ClusterPlan plan, ClusterRun run, DatabaseSession session, EventLogSession log,
        LeaseKeeper lease, CancellationToken cancellationToken)
    {
        var traffic = Traffic.Read(call, plan.IsPrivateDatabase, plan.Options.IsKafka);
        using var stopLoad = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = traffic is null
            ? Task.Delay(Timeout.Infinite, stopLoad.Token)
            : GeneratedTraffic.RunAsync(log.Appender, traffic, stopLoad.Token);
        ClusterAnnouncement.Print(plan, run, session, traffic);
        var ended = await Task.WhenAny(load, lease.Taken, run.FailedAsync());
        await stopLoad.CancelAsync();
        await load.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested)
            return ExitCodes.Ok;
        await ended;
        Terminal.Error(
            "The database was unreachable, and another program works on it now. This cluster stops; uncommitted records are read again.");
        return ExitCodes.Failed;
    }
}
