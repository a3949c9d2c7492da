using System.Net;
using System.Text.Json.Serialization;
using StreamPulse.Api;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Security;
using StreamPulse.Core.Windows;
using StreamPulse.Hosting.Dashboard;
using StreamPulse.Hosting.Schemas;
using StreamPulse.Hosting.Silo;
using StreamPulse.Log.Kafka;
using StreamPulse.Pipeline;
using StreamPulse.Storage.Retention;
using StreamPulse.Streaming;

namespace StreamPulse.Hosting;

/// <summary>
/// All options of every program: <c>up</c> and the other commands, the silo, the gateway. Keys are those of the configuration, such as
/// <c>Pipeline:WindowSize</c>.
/// </summary>
public sealed record StreamPulseOptions
{
    /// <summary>
    /// Directory of the private PostgreSQL cluster, used by the command line when no connection string is given. If it is lost, log and
    /// results are lost.
    /// </summary>
    public string DataDirectory { get; init; } = Path.GetFullPath(".streampulse/data");

    /// <summary>
    /// Connection string of a PostgreSQL database; null starts a private cluster where the program can. Set it in the environment or a
    /// file, never as a flag.
    /// </summary>
    public string? Postgres { get; init; }

    /// <summary>
    /// The cluster of silos. All programs on one database must use the same id: silos of another one are refused.
    /// </summary>
    public string ClusterId { get; init; } = "streampulse";

    /// <summary>Owner of the reminders; must stay the same across deployments.</summary>
    public string ServiceId { get; init; } = "streampulse";

    /// <summary>Address of the page and the API. Without tokens it must be a loopback address.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port of the page and the API; 0 picks a free port.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Address on which a silo listens and which other silos and gateways use to reach it.</summary>
    public string SiloAddress { get; init; } = "127.0.0.1";

    /// <summary>Port of a silo for other silos. Null: 11111 for the silo program, a free port for <c>up</c>. 0 picks a free port.</summary>
    public int? SiloPort { get; init; }

    /// <summary>Port of a silo for gateways. Null: 30000 for the silo program, a free port for <c>up</c>. 0 picks a free port.</summary>
    public int? GatewayPort { get; init; }

    /// <summary>Address of a silo's health endpoints and dashboard. They reveal no secrets; the health endpoints have no login.</summary>
    public string HealthAddress { get; init; } = "127.0.0.1";

    /// <summary>Port of these endpoints. Null: 8081 for the silo program, a free port for <c>up</c>. 0 picks a free port.</summary>
    public int? HealthPort { get; init; }

    /// <summary>
    /// Whether this program changes the tables of an older version also while silos of that version run. They may then fail, or write what
    /// this version does not expect; true only where the release says that both can run together.
    /// </summary>
    public bool UpgradeBesideOlder { get; init; }

    /// <summary>
    /// Number of live partitions of the embedded log; null keeps the current number (6 for a new log). It cannot be reduced.
    /// </summary>
    public int? LivePartitions { get; init; }

    /// <summary>
    /// How long a graceful stop may take to write checkpoints and hand partitions over. Records not checkpointed by then are read again.
    /// </summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A silo that does not respond for about this long is declared dead, and its partitions move to other silos. A lower value shortens
    /// the gap after a crash but may declare a busy silo dead.
    /// </summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Enables the Orleans Dashboard on the silo's health port. It costs some CPU for every call.</summary>
    public bool Dashboard { get; init; }

    /// <summary>User name for the dashboard.</summary>
    public string DashboardUser { get; init; } = "streampulse";

    /// <summary>Password for the dashboard; required if it is on. Set it in the environment or a file, never as a flag.</summary>
    public string? DashboardPassword { get; init; }

    /// <summary>Timeout of one try to read the open windows. All tries together have two seconds before the response is a 503.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Number of retries of a failed read of the open windows, within those two seconds. More retries hide the loss of a silo longer.
    /// </summary>
    public int CallRetries { get; init; } = 2;

    /// <summary>How often the list of silos is read from the database; new silos are found within this time after all were lost.</summary>
    public TimeSpan SiloListRefresh { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the progress of the pipeline and the log is polled, for health and lag.</summary>
    public TimeSpan ProgressPoll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The Kafka topic that is the log; without brokers the embedded log is used.</summary>
    public KafkaOptions Kafka { get; init; } = new();

    /// <summary>The schemas that records are written with.</summary>
    public SchemaOptions Schemas { get; init; } = new();

    /// <summary>Settings that rows depend on; must be the same for all programs on one database.</summary>
    public PipelineSettings Pipeline { get; init; } = new();

    /// <summary>How the pipeline runs.</summary>
    public PipelineOptions Engine { get; init; } = new();

    /// <summary>Settings of the streams that deliver the log to the grains.</summary>
    public LogStreamOptions Streams { get; init; } = new();

    /// <summary>Retention of stored data.</summary>
    public RetentionOptions Retention { get; init; } = new();

    /// <summary>The HTTP API.</summary>
    public ApiOptions Api { get; init; } = new();

    /// <summary>Who may call the API.</summary>
    public AuthOptions Auth { get; init; } = new();

    /// <summary>Origins whose pages may call the API from a browser.</summary>
    public CorsOptions Cors { get; init; } = new();

    /// <summary>How often one client may call.</summary>
    public RateLimitOptions RateLimits { get; init; } = new();

    /// <summary>Reverse proxies in front of the API.</summary>
    public ProxyOptions Proxies { get; init; } = new();

    /// <summary>Whether the log is a Kafka topic.</summary>
    [JsonIgnore]
    public bool IsKafka => !string.IsNullOrWhiteSpace(Kafka.BootstrapServers);

    /// <summary>Access and limits of the API.</summary>
    [JsonIgnore]
    public SecurityOptions Security => new(Auth, Cors, RateLimits) { Proxies = Proxies };

    /// <summary>Files that variables name instead of a secret. Their contents are in the options.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> SecretFiles { get; init; } = [];

    /// <summary>What works and should still be changed, one sentence each: files with secrets that every account can read.</summary>
    public IEnumerable<string> Warnings() => Hosting.SecretFiles.Warnings(this);

    /// <summary>Invalid options, one sentence each; empty if all are valid.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>(
        [
            .. Pipeline.Problems(), .. Engine.Problems(), .. Streams.Problems(SiloHost.StreamProvider), .. Retention.Problems(),
            .. Kafka.Problems(), .. Schemas.Problems(), .. Api.Problems().Select(static p => "Api:" + p),
        ]);
        Require(nameof(ClusterId), ClusterId.Length is >= 1 and <= 100, ClusterId, "1 to 100 characters");
        Require(nameof(ServiceId), ServiceId.Length is >= 1 and <= 100, ServiceId, "1 to 100 characters");
        Require(nameof(Address), IPAddress.TryParse(Address, out var address), Address, "an IP address");
        if (address is not null)
            problems.AddRange(Security.Problems(address));
        Require(nameof(SiloAddress), IPAddress.TryParse(SiloAddress, out _), SiloAddress, "an IP address");
        Require(nameof(HealthAddress), IPAddress.TryParse(HealthAddress, out _), HealthAddress, "an IP address");
        RequirePort(nameof(Port), Port);
        RequirePort(nameof(SiloPort), SiloPort);
        RequirePort(nameof(GatewayPort), GatewayPort);
        RequirePort(nameof(HealthPort), HealthPort);
        if (SiloPort is > 0 && SiloPort == GatewayPort)
            problems.Add($"SiloPort and GatewayPort are both {SiloPort}; they must differ.");
        Require(nameof(LivePartitions), LivePartitions is null or (>= 1 and <= 1024), LivePartitions, "1 to 1024");
        RequireTime(nameof(StopTimeout), StopTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        RequireTime(nameof(DeadAfter), DeadAfter, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        RequireTime(nameof(CallTimeout), CallTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Require(nameof(CallRetries), CallRetries is >= 0 and <= 10, CallRetries, "0 to 10");
        RequireTime(nameof(SiloListRefresh), SiloListRefresh, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        RequireTime(nameof(ProgressPoll), ProgressPoll, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1));
        if (Dashboard && (DashboardPassword?.Length ?? 0) < DashboardLogin.ShortestPassword)
        {
            problems.Add(
                $"DashboardPassword has {DashboardPassword?.Length ?? 0} characters; the dashboard requires at least "
                + $"{DashboardLogin.ShortestPassword} (STREAMPULSE_DashboardPassword, or a file named by "
                + "STREAMPULSE_DashboardPassword_File).");
        }

        if (Dashboard && (DashboardUser.Length == 0 || DashboardUser.Contains(':', StringComparison.Ordinal)))
            problems.Add($"DashboardUser is '{DashboardUser}'; allowed is a name without a colon.");
        return problems;

        void Require(string key, bool isAllowed, object? value, string allowed)
        {
            if (!isAllowed)
                problems.Add(FormattableString.Invariant($"{key} is {value}; allowed are {allowed}."));
        }

        void RequirePort(string key, int? port) => Require(key, port is null or (>= 0 and <= 65535), port, "0 to 65535");

        void RequireTime(string key, TimeSpan value, TimeSpan least, TimeSpan most)
            => Require(key, value >= least && value <= most, value, $"{least:c} to {most:c}");
    }
}
