using System.Net;
using StreamPulse.Core.Windows;
using StreamPulse.Log.Kafka;
using StreamPulse.Pipeline;
using StreamPulse.Silo.Dashboard;
using StreamPulse.Storage.Retention;
using StreamPulse.Streaming;

namespace StreamPulse.Silo.Hosting;

/// <summary>Settings of a silo. Keys are those of the configuration, such as <c>Pipeline:WindowSize</c>.</summary>
public sealed record SiloSettings
{
    /// <summary>
    /// Connection string of the PostgreSQL database that all silos share. Set it in the environment or a file, never as a flag.
    /// </summary>
    public string Postgres { get; init; } = string.Empty;

    /// <summary>
    /// The cluster that the silo joins. Silos with different ids on the same database do not see each other and fence each other's
    /// partitions.
    /// </summary>
    public string ClusterId { get; init; } = "streampulse";

    /// <summary>Owner of grain state and reminders; must stay the same across deployments.</summary>
    public string ServiceId { get; init; } = "streampulse";

    /// <summary>Address on which this silo listens and which other silos and clients use to reach it.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port for the other silos.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for clients.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>Address of the health endpoints. They reveal no secrets and have no login.</summary>
    public string HealthAddress { get; init; } = "127.0.0.1";

    /// <summary>Port of the health endpoints; 0 picks a free port.</summary>
    public int HealthPort { get; init; } = 8081;

    /// <summary>
    /// Number of live partitions of the embedded log; null keeps the current number (6 for a new log). It cannot be reduced.
    /// </summary>
    public int? LivePartitions { get; init; }

    /// <summary>
    /// How long a graceful stop may take to hand partitions over. Records not checkpointed by then are read again on other silos.
    /// </summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A silo that does not respond for about this long is declared dead, and its partitions move to other silos. A lower value shortens
    /// the gap after a crash but may declare a busy silo dead.
    /// </summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Enables the Orleans Dashboard. It costs some CPU for every call.</summary>
    public bool Dashboard { get; init; }

    /// <summary>User name for the dashboard.</summary>
    public string DashboardUser { get; init; } = "streampulse";

    /// <summary>Password for the dashboard; required if it is on. Set it in the environment or a file, never as a flag.</summary>
    public string? DashboardPassword { get; init; }

    /// <summary>The Kafka topic that is the log; without <see cref="KafkaOptions.BootstrapServers"/> the embedded log is used.</summary>
    public KafkaOptions Kafka { get; init; } = new();

    /// <summary>Settings that rows depend on.</summary>
    public PipelineSettings Pipeline { get; init; } = new();

    /// <summary>How the pipeline runs.</summary>
    public PipelineOptions Grains { get; init; } = new();

    /// <summary>Settings of the streams that deliver the log to the grains.</summary>
    public LogStreamOptions Streams { get; init; } = new();

    /// <summary>Retention of stored data.</summary>
    public RetentionOptions Retention { get; init; } = new();

    /// <summary>Invalid settings, one sentence each; empty if all are valid.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>(
            [.. Pipeline.Problems(), .. Retention.Problems(), .. Grains.Problems(), .. Streams.Problems(SiloHost.StreamProvider)]);
        if (Kafka.BootstrapServers is not null)
            problems.AddRange(Kafka.Problems());
        if (string.IsNullOrWhiteSpace(Postgres))
        {
            problems.Add(
                "Postgres is not set; a silo needs the connection string of the database that all silos share (STREAMPULSE_POSTGRES, "
                + "or a file named by STREAMPULSE_POSTGRES_FILE).");
        }

        CheckName(nameof(ClusterId), ClusterId);
        CheckName(nameof(ServiceId), ServiceId);
        CheckAddress(nameof(Address), Address);
        CheckAddress(nameof(HealthAddress), HealthAddress);
        CheckPort(nameof(SiloPort), SiloPort, 1);
        CheckPort(nameof(GatewayPort), GatewayPort, 1);
        CheckPort(nameof(HealthPort), HealthPort, 0);
        if (SiloPort == GatewayPort)
            problems.Add($"SiloPort and GatewayPort are both {SiloPort}; they must differ.");
        if (LivePartitions is < 1 or > 1024)
            problems.Add($"LivePartitions is {LivePartitions}; allowed are 1 to 1024.");
        if (Dashboard && (DashboardPassword?.Length ?? 0) < DashboardLogin.ShortestPassword)
        {
            problems.Add(
                $"DashboardPassword has {DashboardPassword?.Length ?? 0} characters; the dashboard requires at least "
                + $"{DashboardLogin.ShortestPassword} (STREAMPULSE_DashboardPassword, or a file named by "
                + "STREAMPULSE_DashboardPassword_File).");
        }

        if (Dashboard && (DashboardUser.Length == 0 || DashboardUser.Contains(':', StringComparison.Ordinal)))
            problems.Add($"DashboardUser is '{DashboardUser}'; allowed is a name without a colon.");
        if (StopTimeout < TimeSpan.FromSeconds(1) || StopTimeout > TimeSpan.FromMinutes(10))
            problems.Add($"StopTimeout is {StopTimeout:c}; allowed are 00:00:01 to 00:10:00.");
        if (DeadAfter < TimeSpan.FromSeconds(1) || DeadAfter > TimeSpan.FromMinutes(10))
            problems.Add($"DeadAfter is {DeadAfter:c}; allowed are 00:00:01 to 00:10:00.");
        return problems;

        void CheckName(string key, string value)
        {
            if (value.Length is < 1 or > 100)
                problems.Add($"{key} is '{value}'; allowed are 1 to 100 characters.");
        }

        void CheckAddress(string key, string value)
        {
            if (!IPAddress.TryParse(value, out _))
                problems.Add($"{key} is '{value}'; allowed is an IP address.");
        }

        void CheckPort(string key, int value, int least)
        {
            if (value < least || value > 65535)
                problems.Add($"{key} is {value}; allowed are {least} to 65535.");
        }
    }
}
