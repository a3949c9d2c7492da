using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;
using Orleans.Dashboard;
using StreamPulse.Grains.Hosting;
using StreamPulse.Log;
using StreamPulse.Log.Kafka;
using StreamPulse.Log.Kafka.Hosting;
using StreamPulse.Log.Postgres;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Silo.Dashboard;
using StreamPulse.Storage;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Retention;
using StreamPulse.Streaming;
using StreamPulse.Supervision;

namespace StreamPulse.Silo.Hosting;

/// <summary>One silo of the cluster, with its health endpoints.</summary>
public static class SiloHost
{
    /// <summary>Name of the stream provider that delivers the log.</summary>
    public const string StreamProvider = "log";

    private const string Npgsql = "Npgsql";

    /// <summary>
    /// Migrates the database and builds the silo. When started, it joins the cluster; when stopped, it writes the checkpoints of its
    /// partitions, hands them over and leaves. Several silos may start at the same time.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database cannot be used; the message says what to check.</exception>
    /// <exception cref="DatabaseInUseException">A standalone engine or another cluster works on the database.</exception>
    /// <exception cref="KafkaOptionsException">The Kafka options are invalid.</exception>
    public static async Task<WebApplication> BuildAsync(
        SiloSettings settings, Action<ILoggingBuilder>? logging, CancellationToken cancellationToken)
    {
        var siloName = "silo-" + Guid.NewGuid().ToString("N")[..12];
        var dataSource = await ResultDatabase.OpenAsync(
            settings.Postgres, "streampulse-silo", cancellationToken, settings.DeadAfter, siloName);
        var lease = await ClusterLease.TakeAsync(dataSource, settings.ClusterId, cancellationToken);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(settings.HealthAddress), settings.HealthPort);
        });
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Orleans", LogLevel.Warning);
        logging?.Invoke(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.StopTimeout);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(_ => dataSource); // by factories, so that the container disposes them, lease first
        builder.Services.AddSingleton(_ => lease);
        builder.Services.AddSingleton(TimeProvider.System);
        await AddLogAsync(builder.Services, settings, dataSource, cancellationToken);
        DashboardEndpoints.Add(builder.Services, settings);
        builder.Services.AddSupervisedLifetime();
        builder.Services.AddSingleton<SiloTurn>();
        builder.Services.AddSingleton(new RowRetention(dataSource, settings.Retention));
        builder.Services.AddSingleton(new PostgresMembership(dataSource, settings.ClusterId));
        builder.Services.AddHostedService<SilentSilos>(); // before the silo, whose start may depend on it
        builder.Services.AddSingleton(new SiloSessions(dataSource));
        builder.UseOrleans(silo =>
        {
            silo.Configure<SiloOptions>(options => options.SiloName = siloName);
            Configure(silo, settings, dataSource);
        });
        builder.Services.AddHostedService<DeadSiloSessions>();
        builder.Services.AddHostedService<SiloRetention>();
        var app = builder.Build();
        app.Services.GetRequiredService<NpgsqlDataSource>();
        app.Services.GetRequiredService<ClusterLease>();
        DashboardEndpoints.Map(app, settings);
        SiloHealth.Map(app);
        return app;
    }

    private static void Configure(ISiloBuilder silo, SiloSettings settings, NpgsqlDataSource dataSource)
    {
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (settings.ClusterId, settings.ServiceId));
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            (membership.ProbeTimeout, membership.NumMissedProbesLimit) = (settings.DeadAfter / 2, 2);
            membership.TableRefreshTimeout = settings.DeadAfter;
            membership.IAmAliveTablePublishTimeout = settings.DeadAfter; // SilentSilos reads it
        });
        silo.ConfigureEndpoints(IPAddress.Parse(settings.Address), settings.SiloPort, settings.GatewayPort);
        silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.DataSource) = (Npgsql, dataSource));
        silo.UseAdoNetReminderService(reminders => (reminders.Invariant, reminders.DataSource) = (Npgsql, dataSource));
        if (settings.Dashboard)
            silo.AddDashboard();
        silo.AddStreamPulseGrains(dataSource, settings.Pipeline, settings.Grains);
        if (settings.Kafka.BootstrapServers is not null)
            silo.AddKafkaStreams(StreamProvider, settings.Kafka, Streams);
        else
            silo.AddLogStreams(StreamProvider, Streams);

        void Streams(LogStreamOptions options)
        {
            var wanted = settings.Streams;
            options.StreamNamespace = GrainsSiloBuilderExtensions.StreamNamespace;
            (options.BatchBytes, options.CacheBatches) = (wanted.BatchBytes, wanted.CacheBatches);
            (options.ReadWait, options.PollInterval, options.PartitionPoll) = (wanted.ReadWait, wanted.PollInterval, wanted.PartitionPoll);
        }
    }

    private static async Task AddLogAsync(
        IServiceCollection services, SiloSettings settings, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (settings.Kafka.BootstrapServers is not null)
        {
            // The Kafka streams add the log.
            services.AddKafkaServices(
                settings.Kafka, static services => services.GetRequiredService<KafkaEventLog>(),
                static services => services.GetRequiredService<SiloTurn>().IsMine);
            return;
        }

        var log = await PostgresEventLog.OpenAsync(
            dataSource, new PostgresEventLogOptions { LivePartitions = settings.LivePartitions }, cancellationToken: cancellationToken);
        services.AddSingleton<IEventLog>(_ => log);
    }
}
