using System.Net;
using StreamPulse.Api;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Security;
using StreamPulse.Core.Windows;
using StreamPulse.Log.Kafka;

namespace StreamPulse.Gateway.Hosting;

/// <summary>Everything that a gateway can be told. Keys are those of the configuration; those that a silo has too mean the same there.</summary>
public sealed record GatewaySettings
{
    /// <summary>Connection string of the PostgreSQL database that the silos share. From the environment or a file, never from a flag.</summary>
    public string Postgres { get; init; } = string.Empty;

    /// <summary>Which cluster is asked for open windows.</summary>
    public string ClusterId { get; init; } = "streampulse";

    /// <summary>As the silos have it.</summary>
    public string ServiceId { get; init; } = "streampulse";

    /// <summary>Address that page and API are served at. Without tokens it has to be a loopback one.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port of page and API; 0 takes a free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Number of live partitions of the embedded log; null leaves those that it has (a new one gets 6). Fewer than it has is refused.</summary>
    public int? LivePartitions { get; init; }

    /// <summary>The topic, where Kafka is the log; without brokers the embedded log is.</summary>
    public KafkaOptions Kafka { get; init; } = new();

    /// <summary>What rows depend on; as the silos have it.</summary>
    public PipelineSettings Pipeline { get; init; } = new();

    /// <summary>The HTTP edge.</summary>
    public ApiOptions Api { get; init; } = new();

    /// <summary>Who may call the API.</summary>
    public AuthOptions Auth { get; init; } = new();

    /// <summary>Whose pages may call it from a browser.</summary>
    public CorsOptions Cors { get; init; } = new();

    /// <summary>How often one client may call.</summary>
    public RateLimitOptions RateLimits { get; init; } = new();

    /// <summary>How long one try to read the open windows may take. All tries together have two seconds before the answer is a 503.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a read of the open windows that failed is tried again, within those two seconds. More hides the loss of a silo for longer.</summary>
    public int CallRetries { get; init; } = 2;

    /// <summary>How often the list of silos is read from the database, and how long it takes at most until new silos are found when all went away.</summary>
    public TimeSpan SiloListRefresh { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often cluster and log are asked how far they are, for health and the lag that is shown.</summary>
    public TimeSpan ProgressPoll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the log is a topic.</summary>
    public bool IsKafka => !string.IsNullOrWhiteSpace(Kafka.BootstrapServers);

    /// <summary>What the API asks of its callers.</summary>
    public SecurityOptions Security => new(Auth, Cors, RateLimits);

    /// <summary>What is out of range, one sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>([.. Pipeline.Problems(), .. Kafka.Problems()]);
        if (string.IsNullOrWhiteSpace(Postgres))
            problems.Add("Postgres is not set; a gateway needs the connection string of the database that the silos share (STREAMPULSE_POSTGRES, or a file named by STREAMPULSE_POSTGRES_FILE).");
        Require(nameof(ClusterId), ClusterId.Length is >= 1 and <= 100, ClusterId, "1 to 100 characters");
        Require(nameof(ServiceId), ServiceId.Length is >= 1 and <= 100, ServiceId, "1 to 100 characters");
        problems.AddRange(Api.Problems().Select(static p => "Api:" + p));
        Require(nameof(Address), IPAddress.TryParse(Address, out var address), Address, "an IP address");
        if (address is not null)
            problems.AddRange(Security.Problems(address));
        Require(nameof(Port), Port is >= 0 and <= 65535, Port, "0 to 65535");
        Require(nameof(LivePartitions), LivePartitions is null or (>= 1 and <= 1024), LivePartitions, "1 to 1024");
        Require(nameof(CallTimeout), CallTimeout >= TimeSpan.FromMilliseconds(10) && CallTimeout <= TimeSpan.FromMinutes(1), CallTimeout, "00:00:00.01 to 00:01:00");
        Require(nameof(CallRetries), CallRetries is >= 0 and <= 10, CallRetries, "0 to 10");
        Require(nameof(SiloListRefresh), SiloListRefresh >= TimeSpan.FromMilliseconds(100) && SiloListRefresh <= TimeSpan.FromMinutes(5), SiloListRefresh, "00:00:00.1 to 00:05:00");
        Require(nameof(ProgressPoll), ProgressPoll >= TimeSpan.FromMilliseconds(50) && ProgressPoll <= TimeSpan.FromMinutes(1), ProgressPoll, "00:00:00.05 to 00:01:00");
        return problems;

        void Require(string key, bool isAllowed, object? value, string allowed)
        {
            if (!isAllowed)
                problems.Add(FormattableString.Invariant($"{key} is {value}; allowed are {allowed}."));
        }
    }
}
