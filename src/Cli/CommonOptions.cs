using System.CommandLine;
using StreamPulse.Cli.Commands;
using StreamPulse.Cli.Output;
using StreamPulse.Hosting;

namespace StreamPulse.Cli;

/// <summary>Options of every command.</summary>
internal static class CommonOptions
{
    public static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON.", Recursive = true };

    public static readonly Option<bool> Quiet = new("--quiet", "-q")
    {
        Description = "Print only results and errors, no progress or notes.",
        Recursive = true,
    };

    public static readonly Option<string?> Data = new("--data")
    {
        HelpName = "DIR",
        Description = "Directory of the private PostgreSQL cluster (default: STREAMPULSE_DATA, then .streampulse/data).",
        Recursive = true,
    };

    public static readonly Option<string?> Kafka = new("--kafka")
    {
        HelpName = "BROKERS",
        Description = "Kafka brokers, HOST:PORT[,HOST:PORT]; the log is then a Kafka topic (default: Kafka:BootstrapServers).",
        Recursive = true,
    };

    public static readonly Option<string?> Topic = new("--topic")
    {
        HelpName = "TOPIC",
        Description = "The topic (default: Kafka:Topic, content-downloads).",
        Recursive = true,
    };

    /// <summary>For the commands that may be the first to need the topic.</summary>
    public static readonly Option<bool> CreateTopics = new("--create-topics")
    {
        Description = "Create missing topics (see Kafka:Partitions, Kafka:ReplicationFactor).",
    };

    /// <summary>The configuration, overridden by the command line. Prints its warnings.</summary>
    /// <exception cref="ConfigurationException">A setting is wrong.</exception>
    /// <exception cref="UsageException">The data directory is none.</exception>
    public static StreamPulseOptions Load(ParseResult call)
    {
        var options = StreamPulseConfiguration.Load();
        foreach (var warning in options.Warnings())
            Terminal.Of(call).Note($"Warning: {warning}");
        if (call.GetValue(Data) is { } data)
        {
            options = File.Exists(data)
                ? throw new UsageException($"--data is {data}, a file; allowed is a directory.")
                : options with { DataDirectory = Path.GetFullPath(data) };
        }

        return StreamPulseConfiguration.Validated(options with
        {
            Kafka = options.Kafka with
            {
                BootstrapServers = call.GetValue(Kafka) ?? options.Kafka.BootstrapServers,
                Topic = call.GetValue(Topic) ?? options.Kafka.Topic,
                CreateTopics = call.GetValue(CreateTopics) || options.Kafka.CreateTopics,
            },
        });
    }
}
