using StreamPulse.Generator;
using StreamPulse.Hosting;
using static StreamPulse.Cli.Output.ResultWriter;

namespace StreamPulse.Cli.Cluster;

/// <summary>Prints the addresses and logs of the running cluster.</summary>
internal static class ClusterAnnouncement
{
    public static void Print(ClusterPlan plan, ClusterRun run, DatabaseSession session, GeneratorOptions? traffic)
    {
        var address = plan.Address.ToString().TrimEnd('/');
        Line($"StreamPulse is up: {address}");
        Line($"  trending   {address}/api/stats/trending?minutes=5");
        Line($"  health     {address}/health");
        Line($"  gateway    process {run.Gateway.ProcessId}, log {run.Gateway.Log.Path}");
        for (var i = 0; i < run.Silos.Count; i++)
        {
            var silo = run.Silos[i];
            Line($"  {silo.Name,-10} process {silo.ProcessId}, health {run.HttpOf(i, "/health/ready")}, log {silo.Log.Path}");
        }

        if (plan.Dashboard is { } dashboard)
            Line($"  dashboard  {run.HttpOf(0, "/dashboard/")}, one in each silo; {dashboard.Description}");

        Line(
            $"  database   {(session.IsPrivate ? "private PostgreSQL; ./streampulse psql opens it" : "as given in STREAMPULSE_POSTGRES")}");
        if (plan.Options.IsKafka)
            Line($"  log        Kafka topic {plan.Options.Kafka.Topic} at {plan.Options.Kafka.BootstrapServers}");
        if (traffic is null)
            Line($"  events     none generated; ./streampulse import FILE, generate, or POST /api/events");
        else
            Line($"  events     {traffic.EventsPerSecond:N0} generated downloads/s (--rate; --no-traffic for none)");
        Line($"Ctrl-C stops the cluster and keeps all data.");
    }
}
