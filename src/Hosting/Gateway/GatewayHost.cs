using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using StreamPulse.Api;
using StreamPulse.Core.Results;
using StreamPulse.Hosting.Silo;
using StreamPulse.Log;
using StreamPulse.Log.Kafka;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage;
using StreamPulse.Storage.Ingest;
using StreamPulse.Supervision;

namespace StreamPulse.Hosting.Gateway;

/// <summary>
/// Page and API: stored results from PostgreSQL, open windows from the silos, posted events into the log. A program of its own, or a part
/// of <c>up</c>.
/// </summary>
public static class GatewayHost
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Migrates the database and builds the host. It starts and serves stored results even if no silo is running.</summary>
    /// <param name="options">With <see cref="StreamPulseOptions.Postgres"/>.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be used; the message says what to check.</exception>
    /// <exception cref="LogUnavailableException">The embedded log cannot be opened.</exception>
    /// <exception cref="KafkaOptionsException">The Kafka options are invalid.</exception>
    public static async Task<WebApplication> BuildAsync(
        StreamPulseOptions options, Action<ILoggingBuilder>? logging, CancellationToken cancellationToken)
    {
        var dataSource = await ResultDatabase.OpenAsync(
            options.Postgres!, "streampulse-gateway", cancellationToken, beforeUpgrade: OlderSilos.CheckOf(options));
        var log = await EventLogSession.OpenAsync(options, dataSource, logging, cancellationToken);
        var app = Build(options, dataSource, log.Log, log.Appender, logging, services =>
        {
            services.AddSupervisedLifetime();
            services.AddSingleton(_ => dataSource); // by factories, so that the container disposes them
            services.AddSingleton(_ => log);
            services.AddSingleton<ClusterConnection>();
            services.AddSingleton<IPipelineGrains>(static services => services.GetRequiredService<ClusterConnection>());
            services.AddHostedService(static services => services.GetRequiredService<ClusterConnection>());
        });
        app.Services.GetRequiredService<NpgsqlDataSource>(); // the container disposes only what it has created, the last one first
        app.Services.GetRequiredService<EventLogSession>();
        return app;
    }

    /// <summary>
    /// Builds the host for a process that also hosts the silo; it uses the silo's log, and does not dispose the database.
    /// </summary>
    internal static WebApplication BuildBeside(
        WebApplication silo, StreamPulseOptions options, DatabaseSession session, Action<ILoggingBuilder>? logging)
    {
        var log = silo.Services.GetRequiredService<IEventLog>();
        return Build(options, session.DataSource, log, (IEventLogAppender)log, logging, services =>
        {
            services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoSignals>());
            services.AddSingleton(session.DataSource);
            services.AddSingleton<IDatabaseCondition>(session);
            services.AddSingleton<IPipelineGrains>(new SiloInProcess(
                silo.Services.GetRequiredService<IGrainFactory>(), silo.Services.GetRequiredService<ISiloStatusOracle>()));
        });
    }

    private static WebApplication Build(
        StreamPulseOptions options, NpgsqlDataSource dataSource, IEventLog log, IEventLogAppender appender,
        Action<ILoggingBuilder>? logging, Action<IServiceCollection> addCluster)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Orleans", LogLevel.Error);
        logging?.Invoke(builder.Logging);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = StopTimeout);
        addCluster(builder.Services);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton(appender);
        builder.Services.AddSingleton(options.Pipeline.EventLimits);
        builder.Services.AddStoredResults(dataSource);
        builder.Services.AddSingleton(new IngestIds(dataSource));
        builder.Services.AddSingleton<ILiveState, GatewayLiveState>();
        builder.Services.AddSingleton<ClusterProgress>();
        builder.Services.AddSingleton<IPipelineProgress>(static services => services.GetRequiredService<ClusterProgress>());
        builder.Services.AddHostedService(static services => services.GetRequiredService<ClusterProgress>());
        builder.Services.AddWarmUp();
        builder.Services.AddStreamPulseApi(options.Security).AddSingleton(Options.Create(options.Api));
        // Afterwards, so that the API's settings of connections are those of this endpoint too.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(options.Address), options.Port));

        var app = builder.Build();
        app.UseStreamPulseApi(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.MapStreamPulseApi();
        return app;
    }
}
