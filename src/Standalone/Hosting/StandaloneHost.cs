using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StreamPulse.Api;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Results;
using StreamPulse.Log;
using StreamPulse.Log.Kafka;
using StreamPulse.Log.Kafka.Hosting;
using StreamPulse.Generator;
using StreamPulse.Standalone.Engine;
using StreamPulse.Storage.Ingest;
using StreamPulse.Storage.Retention;

namespace StreamPulse.Standalone.Hosting;

/// <summary>The whole pipeline in one process: log, engine, API and page, and generated events where wanted.</summary>
public static class StandaloneHost
{
    /// <summary>Builds the host. Starting it starts the engine; stopping it drains and commits.</summary>
    /// <param name="traffic">What to generate, or null for nothing.</param>
    /// <exception cref="LogUnavailableException">The database cannot be reached.</exception>
    /// <exception cref="KafkaOptionsException">The Kafka options or properties cannot work.</exception>
    public static async Task<WebApplication> BuildAsync(
        StandaloneOptions options, DatabaseSession session, GeneratorOptions? traffic, Action<ILoggingBuilder>? logging,
        CancellationToken cancellationToken)
    {
        var loggers = LoggerFactory.Create(builder => logging?.Invoke(builder.SetMinimumLevel(LogLevel.Information)));
        var log = await EventLogSession.OpenAsync(options, session, loggers, cancellationToken);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(options.Address), options.Port));
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        logging?.Invoke(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Engine.StopTimeout + TimeSpan.FromSeconds(10));

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(session.DataSource);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options.Pipeline.EventLimits);
        builder.Services.AddSingleton(AvroSchemaSet.Default);
        builder.Services.AddSingleton<EngineMetrics>();
        builder.Services.AddSingleton<EngineFactory>();
        builder.Services.AddSingleton(_ => log); // by a factory, so that the container disposes it
        builder.Services.AddSingleton<IEventLogAppender>(static services => services.GetRequiredService<EventLogSession>().Appender);
        builder.Services.AddSingleton(
            services => services.GetRequiredService<EngineFactory>()
                .Create(services.GetRequiredService<EventLogSession>().Log, session.DataSource));
        builder.Services.AddSingleton<ILiveState>(static services => services.GetRequiredService<PipelineEngine>());
        builder.Services.AddSingleton<IPipelineProgress>(static services => services.GetRequiredService<PipelineEngine>());
        builder.Services.AddStoredResults(session.DataSource);
        builder.Services.AddSingleton(new IngestIds(session.DataSource));
        builder.Services.AddSingleton(new RowRetention(session.DataSource, options.Retention));
        builder.Services.AddFirstVisit();
        builder.Services.AddStreamPulseApi(options.Security).AddSingleton(Options.Create(options.Api));
        if (options.IsKafka)
            // before the engine, which waits for the topic
            builder.Services.AddKafkaServices(options.Kafka, static services => services.GetRequiredService<EventLogSession>().Kafka!);
        builder.Services.AddHostedService<EngineService>();
        builder.Services.AddHostedService<RetentionService>();
        if (traffic is not null)
        {
            builder.Services.AddSingleton(traffic);
            builder.Services.AddHostedService<GeneratorService>();
        }

        var app = builder.Build();
        app.Lifetime.ApplicationStopped.Register(loggers.Dispose);
        app.UseStreamPulseApi(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.MapStreamPulseApi();
        return app;
    }
}
