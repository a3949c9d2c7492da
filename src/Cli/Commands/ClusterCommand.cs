using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using StreamPulse.Cli.Cluster;
using StreamPulse.Cli.Output;
using StreamPulse.Standalone.Hosting;

namespace StreamPulse.Cli.Commands;

/// <summary><c>cluster</c>: silos, a gateway and, where none is given, PostgreSQL, each a process of its own, until Ctrl-C.</summary>
internal static class ClusterCommand
{
    private const int MostSilos = 16;

    private static readonly Option<int> Silos = new("--silos") { Description = "How many silos.", DefaultValueFactory = static _ => 2 };
    private static readonly Option<int?> Port = new("--port") { Description = "Port of the page and the API on 127.0.0.1 (default 8080; 0 takes a free one)." };
    private static readonly Option<bool> NoSimulation = new("--no-simulation") { Description = "No simulated downloads; events come by import, generate or POST /api/events." };
    private static readonly Option<bool> Simulate = new("--simulate") { Description = "Simulated downloads although the database is not the private one, or the log is a topic." };
    private static readonly Option<double> Rate = new("--rate") { Description = "Simulated downloads per second.", DefaultValueFactory = static _ => 100 };
    private static readonly Option<bool> Dashboard = new("--dashboard") { Description = "The Orleans Dashboard in each silo, behind a login." };
    private static readonly Option<double> RestartAfter = new("--restart-after") { Description = "Seconds until a silo or the gateway that ended is started again, 0.1 to 30; twice as long after each further end within a minute.", DefaultValueFactory = static _ => 1 };
    private static readonly SimulationArguments Simulation = new();

    public static Command Create()
    {
        var command = new Command("cluster", "Run an Orleans cluster of several silos and a gateway on this machine, to try it out.")
        {
            Silos, Port, NoSimulation, Simulate, Rate, Dashboard, RestartAfter, CommonOptions.CreateTopics,
        };
        Simulation.AddTo(command);
        return command.Run(RunAsync);
    }

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = Terminal.Of(call);
        var silos = call.GetValue(Silos);
        if (silos is < 1 or > MostSilos)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--silos is {silos}; allowed are 1 to {MostSilos}."));
        if (call.GetValue(RestartAfter) is not (>= 0.1 and <= 30))
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--restart-after is {call.GetValue(RestartAfter)}; allowed are 0.1 to 30 seconds."));
        var programs = ClusterPrograms.Find(AppContext.BaseDirectory);
        var options = CommonOptions.Load(call);
        options = StandaloneConfiguration.Checked(options with { Port = call.GetValue(Port) ?? options.Port });
        FreePorts.Require(options.Port);
        await using var session = await DatabaseSession.OpenAsync(options, terminal.Note, cancellationToken);
        await using var lease = await LeaseKeeper.TryTakeAsync(session.DataSource, terminal, cancellationToken) ?? throw new EngineBusyException();
        // Opened here first, so that partitions and topics are there before several silos look for them.
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
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"Starting {silos} silos and a gateway; their logs are in {plan.LogDirectory}"));
            await run.StartAsync(cancellationToken);
            return await WorkAsync(call, terminal, plan, run, session, log, lease, cancellationToken);
        }
        finally
        {
            terminal.Note("Stopping the gateway, then the silos, which write their checkpoints. Ctrl-C once more ends them at once.");
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
        return call.GetValue(Dashboard) ? plan with { DashboardCredentials = DashboardCredentials.Find(plan.LogDirectory) } : plan;
    }

    /// <summary>Simulates downloads where wanted, until the call is to end or the database is another one's.</summary>
    private static async Task<int> WorkAsync(
        ParseResult call, Terminal terminal, ClusterPlan plan, ClusterRun run, DatabaseSession session, EventLogSession log, LeaseKeeper lease,
        CancellationToken cancellationToken)
    {
        var simulation = IsSimulating(call, plan)
            ? Simulation.Read(call, call.GetValue(Rate), DateTimeOffset.UtcNow, (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds())
            : null;
        using var stopLoad = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = simulation is null ? Task.Delay(Timeout.Infinite, stopLoad.Token) : SimulatedLoad.RunAsync(log.Appender, simulation, stopLoad.Token);
        ClusterAnnouncement.Print(plan, run, session, simulation);
        var ended = await Task.WhenAny(load, lease.Taken, run.FailedAsync());
        await stopLoad.CancelAsync();
        await load.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested)
            return ExitCodes.Ok;
        await ended;
        Terminal.Error("The database was away, and another program works on it now. This cluster stops; what it had read and not committed is read again.");
        return ExitCodes.Failed;
    }

    private static bool IsSimulating(ParseResult call, ClusterPlan plan)
        => call.GetValue(Simulate) || (plan.IsPrivateDatabase && !plan.Options.IsKafka && !call.GetValue(NoSimulation));
}
