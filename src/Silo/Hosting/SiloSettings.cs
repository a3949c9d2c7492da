using System.Net;
using StreamPulse.Core.Windows;
using StreamPulse.Log.Kafka;
using StreamPulse.Pipeline;
using StreamPulse.Silo.Dashboard;
using StreamPulse.Storage.Retention;
using StreamPulse.Streaming;

namespace StreamPulse.Silo.Hosting;

/// <summary>Everything that a silo can be told. Keys are those of the configuration, such as <c>Pipeline:WindowSize</c>.</summary>
public sealed record SiloSettings
{
    /// <summary>Connection string of the PostgreSQL database that all silos share. From the environment or a file, never from a flag.</summary>
    public string Postgres { get; init; } = string.Empty;

    /// <summary>Which cluster the silo joins. Silos of another id on the same database do not see each other, and fence each other's partitions.</summary>
    public string ClusterId { get; init; } = "streampulse";

    /// <summary>Owner of grain state and reminders; stays the same over deployments.</summary>
    public string ServiceId { get; init; } = "streampulse";

    /// <summary>Address that the other silos and clients reach this one at, and that it listens on.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port for the other silos.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for clients.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>Address of the health endpoints. They tell nothing secret, and have no login.</summary>
    public string HealthAddress { get; init; } = "127.0.0.1";

    /// <summary>Port of the health endpoints; 0 takes a free one.</summary>
    public int HealthPort { get; init; } = 8081;

    /// <summary>Number of live partitions of the embedded log; null leaves those that it has (a new one gets 6). Fewer than it has is refused.</summary>
    public int? LivePartitions { get; init; }

    /// <summary>How long a graceful stop may take to hand partitions over. What is not handed over by then is read again elsewhere.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After about so long without an answer a silo counts as dead, and its partitions go on elsewhere. Less shortens the gap after a crash, and takes a busy silo for a dead one sooner.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Collects what the Orleans Dashboard shows. Costs some CPU for every call.</summary>
    public bool Dashboard { get; init; }

    /// <summary>Who may see the dashboard.</summary>
    public string DashboardUser { get; init; } = "streampulse";

    /// <summary>The password for that, needed with the dashboard. From the environment or a file, never from a flag.</summary>
    public string? DashboardPassword { get; init; }

    /// <summary>The topic, where Kafka is the log; without <see cref="KafkaOptions.BootstrapServers"/> the embedded log is.</summary>
    public KafkaOptions Kafka { get; init; } = new();

    /// <summary>What rows depend on.</summary>
    public PipelineSettings Pipeline { get; init; } = new();

    /// <summary>How the grains run.</summary>
    public PipelineOptions Grains { get; init; } = new();

    /// <summary>How the log is delivered to them.</summary>
    public LogStreamOptions Streams { get; init; } = new();

    /// <summary>How long things are kept.</summary>
    public RetentionOptions Retention { get; init; } = new();

    /// <summary>What is out of range, one sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>([.. Pipeline.Problems(), .. Retention.Problems(), .. Grains.Problems(), .. Streams.Problems(SiloHost.StreamProvider)]);
        if (Kafka.BootstrapServers is not null)
            problems.AddRange(Kafka.Problems());
        if (string.IsNullOrWhiteSpace(Postgres))
            problems.Add("Postgres is not set; a silo needs the connection string of the database that all silos share (STREAMPULSE_POSTGRES, or a file named by STREAMPULSE_POSTGRES_FILE).");
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
            problems.Add($"DashboardPassword has {DashboardPassword?.Length ?? 0} characters; with the dashboard it needs {DashboardLogin.ShortestPassword} or more (STREAMPULSE_DashboardPassword, or a file named by STREAMPULSE_DashboardPassword_File).");
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
