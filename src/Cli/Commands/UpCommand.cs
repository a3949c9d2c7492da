using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamPulse.Api;
using StreamPulse.Cli.Output;
using StreamPulse.Generator;
using StreamPulse.Standalone.Engine;
using StreamPulse.Standalone.Hosting;
using StreamPulse.Storage.Leases;

namespace StreamPulse.Cli.Commands;

/// <summary><c>up</c>: runs the whole pipeline in this process until Ctrl-C.</summary>
internal static class UpCommand
{
    private static readonly Option<int?> Port = new("--port")
    {
        Description = "Port of the page and the API (default 8080; 0 picks a free port).",
    };

    private static readonly TrafficArguments Traffic = new();

    public static Command Create()
    {
        var command = new Command("up", "Run the pipeline, the API and the page in one process. Start here.")
        {
            Port, CommonOptions.CreateTopics,
        };
        Traffic.AddTo(command);
        return command.Run(RunAsync);
    }

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = Terminal.Of(call);
        var options = CommonOptions.Load(call);
        options = StandaloneConfiguration.Checked(options with { Port = call.GetValue(Port) ?? options.Port });
        EnsurePortIsFree(options);
        await using var session = await DatabaseSession.OpenAsync(options, terminal.Note, cancellationToken);
        await using var lease = await EngineLease.TryTakeAsync(session.DataSource, cancellationToken) ?? throw new EngineBusyException();
        var traffic = Traffic.Read(call, session.IsPrivate, options.IsKafka);
        await using var app = await StandaloneHost.BuildAsync(options, session, traffic, Logging, cancellationToken);
        await StartAsync(app, options.Port, cancellationToken);
        await app.Services.WaitForFirstVisitAsync(cancellationToken);
        Announce(app, options, session, traffic);
        using var stop = cancellationToken.Register(static state => ((IHostApplicationLifetime)state!).StopApplication(), app.Lifetime);
        await app.WaitForShutdownAsync(CancellationToken.None);
        var engine = app.Services.GetRequiredService<PipelineEngine>();
        terminal.Note(engine.State == EngineState.Failed ? "Stopped: the engine failed, see above." : "Stopped.");
        return engine.State == EngineState.Failed ? ExitCodes.Failed : ExitCodes.Ok;
    }

    /// <summary>Fails before anything is started; the port can still be taken between this check and the start.</summary>
    private static void EnsurePortIsFree(StandaloneOptions options)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Parse(options.Address), options.Port);
            listener.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new PortInUseException(options.Port, e);
        }
    }

    private static async Task StartAsync(WebApplication app, int port, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new PortInUseException(port, e);
        }
    }

    private static void Announce(WebApplication app, StandaloneOptions options, DatabaseSession session, GeneratorOptions? traffic)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Console.Out.WriteLine($"StreamPulse is up: {address}");
        Console.Out.WriteLine($"  trending   {address}/api/stats/trending?minutes=5");
        Console.Out.WriteLine(
            $"  database   {(session.IsPrivate ? "private PostgreSQL; ./streampulse psql opens it" : "as given in STREAMPULSE_POSTGRES")}");
        if (options.IsKafka)
        {
            Console.Out.WriteLine(
                $"  log        Kafka topic {options.Kafka.Topic} at {options.Kafka.BootstrapServers}; dead letters to "
                + $"{options.Kafka.DeadLetterTopic}");
        }

        Console.Out.WriteLine(traffic is null
            ? $"  events     none generated; {(options.IsKafka ? "the topic's producers, " : "")}import FILE, generate, or POST /api/events"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"  events     {traffic.EventsPerSecond:N0} generated downloads/s (--rate; --no-traffic for none)"));
        Console.Out.WriteLine("Ctrl-C stops it and keeps all data.");
    }

    private static void Logging(ILoggingBuilder logging)
        => logging.AddSimpleConsole(static console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        }).Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            static o => o.LogToStandardErrorThreshold = LogLevel.Trace);
}
