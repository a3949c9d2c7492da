using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;
using Orleans.Dashboard;
using StreamPulse.Api.Limits;
using StreamPulse.Grains.Hosting;
using StreamPulse.Grains.Pipeline;
using StreamPulse.Hosting.Dashboard;
using StreamPulse.Hosting.Schemas;
using StreamPulse.Log;
using StreamPulse.Log.Kafka;
using StreamPulse.Log.Kafka.Hosting;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage;
using StreamPulse.Storage.Cluster;
using StreamPulse.Storage.Restore;
using StreamPulse.Storage.Retention;
using StreamPulse.Streaming;
using StreamPulse.Supervision;

namespace StreamPulse.Hosting.Silo;

/// <summary>One silo, with its health endpoints: a program of its own, or a part of <c>up</c>.</summary>
public static class SiloHost
{
    /// <summary>Name of the stream provider that delivers the log.</summary>
    public const string StreamProvider = "log";

    /// <summary>
    /// Grains whose place a silo remembers: there are some 30, and one of each partition. Orleans' default of 1,000,000 reserves 19 MB.
    /// </summary>
    private const int GrainsRemembered = 10_000;

    private const string Npgsql = "Npgsql";

    private static readonly TimeSpan WatchdogStart = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Migrates the database and builds the silo. When started, it joins the cluster; when stopped, it writes the checkpoints of its
    /// partitions, hands them over and leaves. Several silos may start at the same time.
    /// </summary>
    /// <param name="options">With <see cref="StreamPulseOptions.Postgres"/>.</param>
    /// <param name="ports">Where it listens.</param>
    /// <param name="isWithinUp">Whether the program handles signals, and starts and stops the silo itself.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be used; the message says what to check.</exception>
    /// <exception cref="DatabaseInUseException">
    /// Silos of another cluster, or silos that cannot be reached, work on the database.
    /// </exception>
    /// <exception cref="SettingsMismatchException">The rows of the database were made with other settings.</exception>
    /// <exception cref="LogMismatchException">The rows of the database were made from another log.</exception>
    /// <exception cref="ConfigurationException">A schema file says something else than what records were read by.</exception>
    /// <exception cref="KafkaOptionsException">The Kafka options are invalid.</exception>
    public static Task<WebApplication> BuildAsync(
        StreamPulseOptions options, SiloPorts ports, Action<ILoggingBuilder>? logging, CancellationToken cancellationToken,
        bool isWithinUp = false)
        => BuildOverAsync(null, options, ports, logging, isWithinUp, cancellationToken);

    /// <summary>
    /// Of Orleans' watchdog: nothing but errors at first. Its two threads start together, and if the one that supervises the other is
    /// first, it warns that the other has not run for as long as the machine is up.
    /// </summary>
    private static Func<LogLevel, bool> WatchdogFilter(Stopwatch running)
        => level => level >= (running.Elapsed < WatchdogStart ? LogLevel.Error : LogLevel.Warning);

    /// <summary>The same over a log that is given; null opens that of the options.</summary>
    internal static async Task<WebApplication> BuildOverAsync(
        IEventLog? log, StreamPulseOptions options, SiloPorts ports, Action<ILoggingBuilder>? logging, bool isWithinUp,
        CancellationToken cancellationToken)
    {
        var siloName = "silo-" + Guid.NewGuid().ToString("N")[..12];
        var dataSource = await ResultDatabase.OpenAsync(
            options.Postgres!, "streampulse-silo", cancellationToken, options.DeadAfter, siloName,
            beforeUpgrade: OlderSilos.CheckOf(options));
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddHealthServerLimits();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(options.HealthAddress), ports.Health));
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Orleans", LogLevel.Warning).AddFilter("Polly", LogLevel.Warning)
            .AddFilter("Orleans.Runtime.Watchdog", WatchdogFilter(Stopwatch.StartNew()));
        if (isWithinUp)
            builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error); // it recommends a garbage collector for servers
        logging?.Invoke(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(_ => dataSource); // by a factory, so that the container disposes it
        builder.Services.AddSingleton(TimeProvider.System);
        if (log is null)
            await AddLogAsync(builder.Services, options, dataSource, logging, cancellationToken);
        else
            builder.Services.AddSingleton(log);
        DashboardEndpoints.Add(builder.Services, options);
        if (isWithinUp)
            builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoSignals>());
        else
            builder.Services.AddSupervisedLifetime();
        builder.Services.AddSingleton<SiloTurn>();
        builder.Services.AddSingleton(new RowRetention(dataSource, options.Retention));
        builder.Services.AddSingleton(new RetentionGuard(dataSource, options.Retention));
        builder.Services.AddSingleton(new SiloLiveness(new PostgresMembership(dataSource), options.DeadAfter, TimeProvider.System));
        builder.Services.AddHostedService<SilentSilos>(); // before the silo, whose start may depend on it
        builder.Services.AddSingleton(new SiloSessions(dataSource));
        builder.Services.AddSingleton(new PostgresProgress(dataSource));
        builder.Services.AddSingleton(options.Schemas);
        builder.Services.AddSingleton<SchemaCatalog>();
        builder.Services.AddSingleton<ISchemaSource>(static services => services.GetRequiredService<SchemaCatalog>());
        builder.UseOrleans(silo =>
        {
            silo.Configure<SiloOptions>(silo => silo.SiloName = siloName);
            Configure(silo, options, ports, dataSource);
        });
        builder.Services.AddHostedService<DeadSiloSessions>();
        builder.Services.AddHostedService<SiloRetention>();
        var app = builder.Build();
        DashboardEndpoints.Map(app, options);
        SiloHealth.Map(app);
        try
        {
            await CheckAsync(app, options, cancellationToken);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Detects before the start what would otherwise fail later: silos that it cannot join, and a database of another log.
    /// </summary>
    private static async Task CheckAsync(WebApplication app, StreamPulseOptions options, CancellationToken cancellationToken)
    {
        app.Services.GetRequiredService<NpgsqlDataSource>();
        await app.Services.GetRequiredService<SchemaCatalog>().OpenAsync(cancellationToken);
        await RunningSilos.CheckAsync(app.Services.GetRequiredService<SiloLiveness>(), options.ClusterId, cancellationToken);
        try
        {
            await app.Services.GetRequiredService<DatabaseBinding>().CheckAsync(cancellationToken);
        }
        catch (LogUnavailableException)
        {
            // It is checked again once the log can be reached.
        }
    }

    private static void Configure(ISiloBuilder silo, StreamPulseOptions options, SiloPorts ports, NpgsqlDataSource dataSource)
    {
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId));
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            (membership.ProbeTimeout, membership.NumMissedProbesLimit) = (options.DeadAfter / 2, 2);
            membership.TableRefreshTimeout = options.DeadAfter;
            membership.IAmAliveTablePublishTimeout = options.DeadAfter; // SiloLiveness reads it
        });
        silo.Configure<GrainDirectoryOptions>(static directory => directory.CacheSize = GrainsRemembered);
        silo.ConfigureEndpoints(IPAddress.Parse(options.SiloAddress), ports.Silo, ports.Gateway);
        silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.DataSource) = (Npgsql, dataSource));
        silo.UseAdoNetReminderService(reminders => (reminders.Invariant, reminders.DataSource) = (Npgsql, dataSource));
        if (options.Dashboard)
            silo.AddDashboard();
        silo.AddStreamPulseGrains(dataSource, options.Pipeline, options.Engine);
        if (options.IsKafka)
            silo.AddKafkaStreams(StreamProvider, options.Kafka, Streams);
        else
            silo.AddLogStreams(StreamProvider, Streams);

        void Streams(LogStreamOptions streams)
        {
            var wanted = options.Streams;
            streams.StreamNamespace = GrainsSiloBuilderExtensions.StreamNamespace;
            (streams.BatchBytes, streams.CacheBatches) = (wanted.BatchBytes, wanted.CacheBatches);
            (streams.ReadWait, streams.PollInterval, streams.PartitionPoll) = (wanted.ReadWait, wanted.PollInterval, wanted.PartitionPoll);
        }
    }

    private static async Task AddLogAsync(
        IServiceCollection services, StreamPulseOptions options, NpgsqlDataSource dataSource, Action<ILoggingBuilder>? logging,
        CancellationToken cancellationToken)
    {
        if (options.IsKafka)
        {
            // The Kafka streams add the log.
            services.AddKafkaServices(
                options.Kafka, static services => services.GetRequiredService<KafkaEventLog>(),
                static services => services.GetRequiredService<SiloTurn>().IsMine);
            return;
        }

        var log = await EventLogSession.OpenAsync(options, dataSource, logging, cancellationToken);
        services.AddSingleton(_ => log); // by a factory, so that the container disposes it
        services.AddSingleton(static services => services.GetRequiredService<EventLogSession>().Log);
    }
}
