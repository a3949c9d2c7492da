using System.CommandLine;
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
        Description = "Directory of the private PostgreSQL cluster (default: STREAMPULSE_DATA, then .streampulse/data).",
        Recursive = true,
    };

    public static readonly Option<string?> Kafka = new("--kafka")
    {
        Description = "Kafka brokers, HOST:PORT[,HOST:PORT]; the log is then a Kafka topic (default: Kafka:BootstrapServers).",
        Recursive = true,
    };

    public static readonly Option<string?> Topic = new("--topic")
    {
        Description = "The topic (default: Kafka:Topic, content-downloads).",
        Recursive = true,
    };

    /// <summary>For the commands that may be the first to need the topic.</summary>
    public static readonly Option<bool> CreateTopics = new("--create-topics")
    {
        Description = "Create missing topics (see Kafka:Partitions, Kafka:ReplicationFactor).",
    };

    /// <summary>The configuration, overridden by the command line.</summary>
    /// <exception cref="ConfigurationException">A setting is wrong.</exception>
    public static StreamPulseOptions Load(ParseResult call)
    {
        var options = StreamPulseConfiguration.Load();
        if (call.GetValue(Data) is { Length: > 0 } data)
            options = options with { DataDirectory = Path.GetFullPath(data) };
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
