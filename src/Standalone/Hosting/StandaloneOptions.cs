using System.Net;
using System.Text.Json.Serialization;
using StreamPulse.Api;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Security;
using StreamPulse.Core.Windows;
using StreamPulse.Log.Kafka;
using StreamPulse.Standalone.Engine;
using StreamPulse.Storage.Retention;

namespace StreamPulse.Standalone.Hosting;

/// <summary>All options of the standalone program. Keys are those of the configuration, such as <c>Pipeline:WindowSize</c>.</summary>
public sealed record StandaloneOptions
{
    /// <summary>
    /// Directory of the private PostgreSQL cluster, used when no connection string is given. If it is lost, log and results are lost.
    /// </summary>
    public string DataDirectory { get; init; } = Path.GetFullPath(".streampulse/data");

    /// <summary>
    /// Connection string of a PostgreSQL database; null starts a private cluster. From the environment or a file, never from a flag.
    /// </summary>
    public string? Postgres { get; init; }

    /// <summary>Address that page and API are served at. Without tokens it has to be a loopback one.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port of the page and the API; 0 takes a free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>
    /// Number of live partitions of the embedded log; null leaves those that it has (a new one gets 6). Fewer than it has is refused.
    /// </summary>
    public int? LivePartitions { get; init; }

    /// <summary>The Kafka topic that is the log; without brokers the log is the embedded one.</summary>
    public KafkaOptions Kafka { get; init; } = new();

    /// <summary>What rows depend on.</summary>
    public PipelineSettings Pipeline { get; init; } = new();

    /// <summary>How the engine runs.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>How long things are kept.</summary>
    public RetentionOptions Retention { get; init; } = new();

    /// <summary>The HTTP edge.</summary>
    public ApiOptions Api { get; init; } = new();

    /// <summary>Who may call the API.</summary>
    public AuthOptions Auth { get; init; } = new();

    /// <summary>Whose pages may call it from a browser.</summary>
    public CorsOptions Cors { get; init; } = new();

    /// <summary>How often one client may call.</summary>
    public RateLimitOptions RateLimits { get; init; } = new();

    /// <summary>Whether the log is a Kafka topic.</summary>
    [JsonIgnore]
    public bool IsKafka => !string.IsNullOrWhiteSpace(Kafka.BootstrapServers);

    /// <summary>What the API asks of its callers.</summary>
    [JsonIgnore]
    public SecurityOptions Security => new(Auth, Cors, RateLimits);

    /// <summary>What is out of range, one sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>([.. Pipeline.Problems(), .. Engine.Problems(), .. Retention.Problems(), .. Kafka.Problems()]);
        problems.AddRange(Api.Problems().Select(static p => "Api:" + p));
        if (IPAddress.TryParse(Address, out var address))
            problems.AddRange(Security.Problems(address));
        else
            problems.Add($"Address is {Address}; allowed are an IP address.");
        if (Port is < 0 or > 65535)
            problems.Add($"Port is {Port}; allowed are 0 to 65535.");
        if (LivePartitions is < 1 or > 1024)
            problems.Add($"LivePartitions is {LivePartitions}; allowed are 1 to 1024.");
        return problems;
    }
}
