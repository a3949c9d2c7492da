using System.Globalization;
using Npgsql;
using StreamPulse.Hosting;
using StreamPulse.Hosting.Silo;

namespace StreamPulse.Cli.Cluster;

/// <summary>The programs of a cluster on this machine and their settings. All listen on 127.0.0.1.</summary>
/// <param name="Port">Port of the gateway.</param>
/// <param name="Dashboard">Credentials of the dashboards; null for no dashboards.</param>
internal sealed record ClusterPlan(
    ClusterPrograms Programs, StreamPulseOptions Options, string ConnectionString, bool IsPrivateDatabase, int Silos, int Port,
    DashboardCredentials? Dashboard)
{
    /// <summary>
    /// Connections of the private server for all cluster programs; the rest is reserved for import, psql and other commands.
    /// </summary>
    private const int ConnectionsForAll = 80;

    /// <summary>Pause before a program that ended is restarted, the first time.</summary>
    public TimeSpan RestartAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Directory of the programs' logs.</summary>
    public string LogDirectory => Path.Combine(Options.DataDirectory, "cluster");

    public Uri Address => At(Port, "/");

    /// <summary>How a silo is started.</summary>
    public ChildProgram Silo(int number, SiloPorts ports)
    {
        var environment = Common();
        environment["STREAMPULSE_SiloPort"] = Text(ports.Silo);
        environment["STREAMPULSE_GatewayPort"] = Text(ports.Gateway);
        environment["STREAMPULSE_HealthPort"] = Text(ports.Health);
        environment["STREAMPULSE_SiloAddress"] = environment["STREAMPULSE_HealthAddress"] = "127.0.0.1";
        if (Dashboard is not null)
        {
            environment["STREAMPULSE_Dashboard"] = "true";
            environment["STREAMPULSE_DashboardUser"] = Dashboard.User;
            environment["STREAMPULSE_DashboardPassword"] = Dashboard.Password;
            environment["STREAMPULSE_DashboardPassword_File"] = null;
        }

        return new ChildProgram(SiloName(number), Programs.Silo, environment, At(ports.Health, "/health/ready"));
    }

    public ChildProgram Gateway()
    {
        var environment = Common();
        environment["STREAMPULSE_Port"] = Text(Port);
        environment["STREAMPULSE_Address"] = "127.0.0.1";
        return new ChildProgram("gateway", Programs.Gateway, environment, At(Port, "/health/ready"));
    }

    public static string SiloName(int number) => "silo " + Text(number);

    public static Uri At(int port, string path) => new("http://127.0.0.1:" + Text(port) + path);

    /// <summary>The settings of this call; the programs read the rest from the same environment and file.</summary>
    private Dictionary<string, string?> Common()
    {
        var environment = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["STREAMPULSE_POSTGRES"] = Connections(),
            ["STREAMPULSE_POSTGRES_FILE"] = null,
        };
        if (!Options.IsKafka)
            return environment;
        environment["STREAMPULSE_Kafka__BootstrapServers"] = Options.Kafka.BootstrapServers;
        environment["STREAMPULSE_Kafka__Topic"] = Options.Kafka.Topic;
        return environment;
    }

    private string Connections()
        => IsPrivateDatabase
            ? new NpgsqlConnectionStringBuilder(ConnectionString)
            {
                MaxPoolSize = Math.Max(5, ConnectionsForAll / (Silos + 1)),
            }.ConnectionString
            : ConnectionString;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
