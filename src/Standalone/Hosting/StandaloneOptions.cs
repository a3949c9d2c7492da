using System.Text.Json.Serialization;
using StreamPulse.Core.Windows;
using StreamPulse.Log.Kafka;
using StreamPulse.Standalone.Engine;
using StreamPulse.Storage.Retention;

namespace StreamPulse.Standalone.Hosting;

/// <summary>Everything that the standalone program can be told. Keys are those of the configuration, such as <c>Pipeline:WindowSize</c>.</summary>
public sealed record StandaloneOptions
{
    /// <summary>Directory of the private PostgreSQL cluster, used when no connection string is given. Its loss is the loss of log and results.</summary>
    public string DataDirectory { get; init; } = Path.GetFullPath(".streampulse/data");

    /// <summary>Connection string of a PostgreSQL database; null starts a private cluster. From the environment or a file, never from a flag.</summary>
    public string? Postgres { get; init; }

    /// <summary>Port of the page and the API on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Number of live partitions of the embedded log; null leaves those that it has (a new one gets 6). Fewer than it has is refused.</summary>
    public int? LivePartitions { get; init; }

    /// <summary>The Kafka topic that is the log; without brokers the log is the embedded one.</summary>
    public KafkaOptions Kafka { get; init; } = new();

    /// <summary>What rows depend on.</summary>
    public PipelineSettings Pipeline { get; init; } = new();

    /// <summary>How the engine runs.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>How long things are kept.</summary>
    public RetentionOptions Retention { get; init; } = new();

    /// <summary>Whether the log is a Kafka topic.</summary>
    [JsonIgnore]
    public bool IsKafka => !string.IsNullOrWhiteSpace(Kafka.BootstrapServers);

    /// <summary>What is out of range, one sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>([.. Pipeline.Problems(), .. Engine.Problems(), .. Retention.Problems(), .. Kafka.Problems()]);
        if (Port is < 0 or > 65535)
            problems.Add($"Port is {Port}; allowed are 0 to 65535.");
        if (LivePartitions is < 1 or > 1024)
            problems.Add($"LivePartitions is {LivePartitions}; allowed are 1 to 1024.");
        return problems;
    }
}
