using System.Globalization;
using Npgsql;
using StreamPulse.Api.Security;
using StreamPulse.Standalone.Hosting;

namespace StreamPulse.Cli.Cluster;

/// <summary>Which programs a cluster on this machine has, and what each is told. All listen on 127.0.0.1.</summary>
/// <param name="Port">Of the gateway.</param>
/// <param name="DashboardCredentials">Who may see the dashboards; null for no dashboards.</param>
internal sealed record ClusterPlan(
    ClusterPrograms Programs, StandaloneOptions Options, string ConnectionString, bool IsPrivateDatabase, int Silos, int Port, DashboardCredentials? DashboardCredentials)
{
    /// <summary>Connections that a private server has for all programs of the cluster; the rest is left to import, psql and the like.</summary>
    private const int ConnectionsForAll = 80;

    /// <summary>How long after its end a program is started again, the first time.</summary>
    public TimeSpan RestartAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Where the programs' logs go.</summary>
    public string LogDirectory => Path.Combine(Options.DataDirectory, "cluster");

    public Uri Address => At(Port, "/");

    /// <summary>A silo with ports.</summary>
    public ChildProgram Silo(int number, SiloPorts ports)
    {
        var environment = Common();
        environment["STREAMPULSE_SiloPort"] = Text(ports.Silo);
        environment["STREAMPULSE_GatewayPort"] = Text(ports.Gateway);
        environment["STREAMPULSE_HealthPort"] = Text(ports.Http);
        environment["STREAMPULSE_Address"] = environment["STREAMPULSE_HealthAddress"] = "127.0.0.1";
        if (DashboardCredentials is not null)
        {
            environment["STREAMPULSE_Dashboard"] = "true";
            environment["STREAMPULSE_DashboardUser"] = DashboardCredentials.User;
            environment["STREAMPULSE_DashboardPassword"] = DashboardCredentials.Password;
            environment["STREAMPULSE_DashboardPassword_File"] = null;
        }

        return new ChildProgram(SiloName(number), Programs.Silo, environment, At(ports.Http, "/health/ready"));
    }

    public ChildProgram Gateway()
    {
        var environment = Common();
        environment["STREAMPULSE_Port"] = Text(Port);
        environment["STREAMPULSE_Address"] = "127.0.0.1";
        return new ChildProgram("gateway", Programs.Gateway, environment, At(Port, ReadyPath));
    }

    /// <summary>An address that is 200 when the gateway can serve: a live answer needs all of it, but a token too where tokens are asked for.</summary>
    private string ReadyPath => Options.Auth.Mode == AuthMode.Off ? "/api/stats/realtime?minutes=1&live=true" : "/health/ready";

    public static string SiloName(int number) => "silo " + Text(number);

    public static Uri At(int port, string path) => new("http://127.0.0.1:" + Text(port) + path);

    /// <summary>What this call was told, for programs that read the same environment and the same file.</summary>
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
            ? new NpgsqlConnectionStringBuilder(ConnectionString) { MaxPoolSize = Math.Max(5, ConnectionsForAll / (Silos + 1)) }.ConnectionString
            : ConnectionString;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
