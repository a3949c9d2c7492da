using System.Net;
using StreamPulse.Api;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Security;
using StreamPulse.Core.Windows;
using StreamPulse.Log.Kafka;

namespace StreamPulse.Gateway.Hosting;

/// <summary>Settings of a gateway. Keys are those of the configuration; keys shared with the silo have the same meaning.</summary>
public sealed record GatewaySettings
{
    /// <summary>
    /// Connection string of the PostgreSQL database that the silos share. Set it in the environment or a file, never as a flag.
    /// </summary>
    public string Postgres { get; init; } = string.Empty;

    /// <summary>The cluster that provides the open windows.</summary>
    public string ClusterId { get; init; } = "streampulse";

    /// <summary>Must be the same as on the silos.</summary>
    public string ServiceId { get; init; } = "streampulse";

    /// <summary>Address of the page and the API. Without tokens it must be a loopback address.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port of the page and the API; 0 picks a free port.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>
    /// Number of live partitions of the embedded log; null keeps the current number (6 for a new log). It cannot be reduced.
    /// </summary>
    public int? LivePartitions { get; init; }

    /// <summary>The Kafka topic that is the log; without brokers the embedded log is used.</summary>
    public KafkaOptions Kafka { get; init; } = new();

    /// <summary>Settings that rows depend on; must be the same as on the silos.</summary>
    public PipelineSettings Pipeline { get; init; } = new();

    /// <summary>The HTTP API.</summary>
    public ApiOptions Api { get; init; } = new();

    /// <summary>Authentication.</summary>
    public AuthOptions Auth { get; init; } = new();

    /// <summary>Origins whose pages may call the API from a browser.</summary>
    public CorsOptions Cors { get; init; } = new();

    /// <summary>How often one client may call.</summary>
    public RateLimitOptions RateLimits { get; init; } = new();

    /// <summary>Timeout of one try to read the open windows. All tries together have two seconds before the response is a 503.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Number of retries of a failed read of the open windows, within those two seconds. More retries hide the loss of a silo longer.
    /// </summary>
    public int CallRetries { get; init; } = 2;

    /// <summary>How often the list of silos is read from the database; new silos are found within this time after all were lost.</summary>
    public TimeSpan SiloListRefresh { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the progress of cluster and log is polled, for health and lag.</summary>
    public TimeSpan ProgressPoll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the log is a Kafka topic.</summary>
    public bool IsKafka => !string.IsNullOrWhiteSpace(Kafka.BootstrapServers);

    /// <summary>Access and limits of the API.</summary>
    public SecurityOptions Security => new(Auth, Cors, RateLimits);

    /// <summary>Invalid settings, one sentence each; empty if all are valid.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>([.. Pipeline.Problems(), .. Kafka.Problems()]);
        if (string.IsNullOrWhiteSpace(Postgres))
        {
            problems.Add(
                "Postgres is not set; a gateway needs the connection string of the database that the silos share "
                + "(STREAMPULSE_POSTGRES, or a file named by STREAMPULSE_POSTGRES_FILE).");
        }

        Require(nameof(ClusterId), ClusterId.Length is >= 1 and <= 100, ClusterId, "1 to 100 characters");
        Require(nameof(ServiceId), ServiceId.Length is >= 1 and <= 100, ServiceId, "1 to 100 characters");
        problems.AddRange(Api.Problems().Select(static p => "Api:" + p));
        Require(nameof(Address), IPAddress.TryParse(Address, out var address), Address, "an IP address");
        if (address is not null)
            problems.AddRange(Security.Problems(address));
        Require(nameof(Port), Port is >= 0 and <= 65535, Port, "0 to 65535");
        Require(nameof(LivePartitions), LivePartitions is null or (>= 1 and <= 1024), LivePartitions, "1 to 1024");
        Require(
            nameof(CallTimeout), CallTimeout >= TimeSpan.FromMilliseconds(10) && CallTimeout <= TimeSpan.FromMinutes(1), CallTimeout,
            "00:00:00.01 to 00:01:00");
        Require(nameof(CallRetries), CallRetries is >= 0 and <= 10, CallRetries, "0 to 10");
        Require(
            nameof(SiloListRefresh), SiloListRefresh >= TimeSpan.FromMilliseconds(100) && SiloListRefresh <= TimeSpan.FromMinutes(5),
            SiloListRefresh, "00:00:00.1 to 00:05:00");
        Require(
            nameof(ProgressPoll), ProgressPoll >= TimeSpan.FromMilliseconds(50) && ProgressPoll <= TimeSpan.FromMinutes(1), ProgressPoll,
            "00:00:00.05 to 00:01:00");
        return problems;

        void Require(string key, bool isAllowed, object? value, string allowed)
        {
            if (!isAllowed)
                problems.Add(FormattableString.Invariant($"{key} is {value}; allowed are {allowed}."));
        }
    }
}
