using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using StreamPulse.Cli.Output;
using StreamPulse.LocalPostgres;
using StreamPulse.Log.Kafka;
using StreamPulse.Hosting;
using StreamPulse.Storage;

namespace StreamPulse.Cli.Commands;

/// <summary><c>check-env</c>: checks that everything the program needs is installed.</summary>
internal static class CheckEnvCommand
{
    private const long EnoughDiskBytes = 1024L * 1024 * 1024;

    public static Command Create()
        => new Command("check-env", "Check that everything the program needs is installed. Exits with 3 if something is missing.")
            .Run(RunAsync).WithExamples("check-env", "check-env --json");

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var options = CommonOptions.Load(call);
        Finding[] findings =
        [
            new(".NET runtime", true, RuntimeInformation.FrameworkDescription),
            await PostgresAsync(options, cancellationToken),
            Kafka(),
            .. options.IsKafka ? [await BrokersAsync(options.Kafka, cancellationToken)] : Array.Empty<Finding>(),
            Port(options.Port),
            Disk(options.DataDirectory),
            new("Web page", Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")), "built by ./streampulse with Node.js"),
        ];
        if (call.GetValue(CommonOptions.Json))
            ResultWriter.WriteJson(findings);
        else
            Array.ForEach(findings, static f => ResultWriter.Text($"{(f.IsWell ? "ok     " : "MISSING")} {f.What}: {f.Detail}"));
        return findings.All(static f => f.IsWell) ? ExitCodes.Ok : ExitCodes.DependencyMissing;
    }

    private static async Task<Finding> PostgresAsync(StreamPulseOptions options, CancellationToken cancellationToken)
    {
        if (options.Postgres is not null)
        {
            try
            {
                await ResultDatabase.PingAsync(options.Postgres, cancellationToken);
                return new Finding("PostgreSQL", true, "the database in STREAMPULSE_POSTGRES answers");
            }
            catch (Pipeline.Ports.StoreUnavailableException e)
            {
                return new Finding("PostgreSQL", false, e.Message);
            }
        }

        try
        {
            var binaries = await PostgresBinaries.FindAsync(
                Environment.GetEnvironmentVariable("STREAMPULSE_PG_BIN_EXTRA"), null, cancellationToken);
            return new Finding("PostgreSQL", true, $"programs in {binaries.Directory}");
        }
        catch (LocalPostgresException e)
        {
            return new Finding("PostgreSQL", false, e.Message);
        }
    }

    private static async Task<Finding> BrokersAsync(KafkaOptions kafka, CancellationToken cancellationToken)
    {
        try
        {
            await using var log = KafkaEventLog.Open(kafka);
            var partitions = await log.GetPartitionsAsync(cancellationToken);
            return new Finding(
                "Kafka brokers", true,
                FormattableString.Invariant($"topic {kafka.Topic} at {kafka.BootstrapServers} has {partitions.Count} partitions"));
        }
        catch (Log.LogUnavailableException e)
        {
            return new Finding("Kafka brokers", false, e.Message);
        }
    }

    private static Finding Kafka()
    {
        try
        {
            var library = ClientLibrary.Load();
            return new Finding(
                "Kafka client",
                library.IsRecentEnough,
                $"Confluent.Kafka {library.ManagedVersion} with librdkafka "
                + $"{library.NativeVersion}{(library.IsRecentEnough ? "" : ", which is too old for it")}, "
                + $"{library.Path} ({string.Join(", ", library.Features)})");
        }
        catch (ClientLibraryException e)
        {
            return new Finding("Kafka client", false, $"{e.Message} Delete .streampulse/app; ./streampulse then rebuilds it.");
        }
    }

    private static Finding Port(int port)
    {
        try
        {
            using var listener = new TcpListener(System.Net.IPAddress.Loopback, port);
            listener.Start();
            return new Finding("Port", true, string.Create(CultureInfo.InvariantCulture, $"{port} is free on 127.0.0.1"));
        }
        catch (SocketException)
        {
            return new Finding(
                "Port", false, string.Create(CultureInfo.InvariantCulture, $"{port} is in use on 127.0.0.1; choose another with --port"));
        }
    }

    private static Finding Disk(string directory)
    {
        var existing = directory;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
            existing = parent;
        var free = new DriveInfo(existing).AvailableFreeSpace;
        return new Finding(
            "Disk", free >= EnoughDiskBytes,
            FormattableString.Invariant($"{free / 1024 / 1024:N0} MiB free for {directory}; at least 1,024 MiB are needed"));
    }

    private sealed record Finding(string What, bool IsWell, string Detail);
}
