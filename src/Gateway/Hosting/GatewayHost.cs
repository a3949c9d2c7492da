using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using StreamPulse.Api;
using StreamPulse.Core.Results;
using StreamPulse.Gateway.Cluster;
using StreamPulse.Log;
using StreamPulse.Log.Kafka;
using StreamPulse.Log.Postgres;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage;
using StreamPulse.Storage.Ingest;
using StreamPulse.Supervision;

namespace StreamPulse.Gateway.Hosting;

/// <summary>Page and API for a cluster: stored results from PostgreSQL, open windows from the silos, posted events into the log.</summary>
public static class GatewayHost
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Migrates the database and builds the host. It starts and serves stored results even if no silo is running.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be used; the message says what to check.</exception>
    /// <exception cref="LogUnavailableException">The embedded log cannot be opened.</exception>
    /// <exception cref="KafkaOptionsException">The Kafka options are invalid.</exception>
    public static async Task<WebApplication> BuildAsync(
        GatewaySettings settings, Action<ILoggingBuilder>? logging, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(settings.Address), settings.Port));
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Orleans", LogLevel.Error);
        logging?.Invoke(builder.Logging);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = StopTimeout);
        builder.Services.AddSupervisedLifetime();

        var dataSource = await ResultDatabase.OpenAsync(settings.Postgres, "streampulse-gateway", cancellationToken);
        await AddLogAsync(builder.Services, settings, dataSource, cancellationToken);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(_ => dataSource); // by a factory, so that the container disposes it
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings.Pipeline);
        builder.Services.AddSingleton(settings.Pipeline.EventLimits);
        builder.Services.AddStoredResults(dataSource);
        builder.Services.AddSingleton(new IngestIds(dataSource));
        builder.Services.AddSingleton<ClusterConnection>();
        builder.Services.AddSingleton<ILiveState, GatewayLiveState>();
        builder.Services.AddSingleton<ClusterProgress>();
        builder.Services.AddSingleton<IPipelineProgress>(static services => services.GetRequiredService<ClusterProgress>());
        builder.Services.AddHostedService(static services => services.GetRequiredService<ClusterConnection>());
        builder.Services.AddHostedService(static services => services.GetRequiredService<ClusterProgress>());
        builder.Services.AddFirstVisit();
        builder.Services.AddStreamPulseApi(settings.Security).AddSingleton(Options.Create(settings.Api));

        var app = builder.Build();
        app.UseStreamPulseApi(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.MapStreamPulseApi();
        return app;
    }

    private static async Task AddLogAsync(
        IServiceCollection services, GatewaySettings settings, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (settings.IsKafka)
        {
            var kafka = KafkaEventLog.Open(settings.Kafka);
            services.AddSingleton<IEventLog>(_ => kafka);
            services.AddSingleton<IEventLogAppender>(kafka);
            return;
        }

        var embedded = await PostgresEventLog.OpenAsync(
            dataSource, new PostgresEventLogOptions { LivePartitions = settings.LivePartitions }, cancellationToken: cancellationToken);
        services.AddSingleton<IEventLog>(_ => embedded);
        services.AddSingleton<IEventLogAppender>(embedded);
    }
}
