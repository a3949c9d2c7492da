using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Streams;
using StreamPulse.Log;
using StreamPulse.Log.Kafka;

namespace StreamPulse.Streaming;

/// <summary>Adds an event log to a silo as a persistent stream provider.</summary>
public static class LogStreamsSiloBuilderExtensions
{
    /// <summary>
    /// How long delivery to a failing consumer is retried; only then a batch is skipped, which the consumer detects by its offsets.
    /// </summary>
    private static readonly TimeSpan LongestDelivery = TimeSpan.FromDays(1);

    /// <summary>
    /// Streams over the <see cref="IEventLog"/> of the container: one stream a partition, its key the partition's number, its items
    /// <see cref="LogBatch"/>. Needs an <see cref="ILogPositions"/> in the container. Subscriptions are implicit, so no PubSubStore is
    /// needed.
    /// </summary>
    /// <param name="name">Name of the provider.</param>
    /// <param name="configure">Changes the options, which are checked when the silo starts.</param>
    public static ISiloBuilder AddLogStreams(this ISiloBuilder builder, string name, Action<LogStreamOptions>? configure = null)
    {
        var options = new LogStreamOptions();
        configure?.Invoke(options);
        builder.Services.AddSingleton<IConfigurationValidator>(new LogStreamOptionsValidator(name, options));
        builder.Services.AddKeyedSingleton(name, (services, _) => new LogQueueMapper(name, services.GetRequiredService<IEventLog>()));
        return builder.AddPersistentStreams(
            name,
            (services, _) => new LogQueueAdapterFactory(
                name, services.GetRequiredService<IEventLog>(), services.GetRequiredService<ILogPositions>(),
                services.GetRequiredKeyedService<LogQueueMapper>(name), options, services.GetRequiredService<ILoggerFactory>()),
            streams =>
            {
                streams.Configure<StreamPubSubOptions>(o => o.Configure(static p => p.PubSubType = StreamPubSubType.ImplicitOnly));
                streams.ConfigurePullingAgent(agent => agent.Configure(a =>
                {
                    a.GetQueueMsgsTimerPeriod = options.PollInterval;
                    a.MaxEventDeliveryTime = LongestDelivery;
                }));
                streams.ConfigurePartitionBalancing((services, _) => new LogQueueBalancer(
                    services, services.GetRequiredKeyedService<LogQueueMapper>(name), options,
                    services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<LogQueueBalancer>>()));
            });
    }

    /// <summary>The same over a Kafka topic, which is put into the container as its <see cref="IEventLog"/>.</summary>
    /// <param name="name">Name of the provider.</param>
    /// <param name="kafka">Which topic and how; checked when the log is opened.</param>
    /// <param name="configure">Changes the options of the streams.</param>
    public static ISiloBuilder AddKafkaStreams(
        this ISiloBuilder builder, string name, KafkaOptions kafka, Action<LogStreamOptions>? configure = null)
    {
        builder.Services.AddSingleton(services => KafkaEventLog.Open(kafka, services.GetRequiredService<ILogger<KafkaEventLog>>()));
        builder.Services.AddSingleton<IEventLog>(static services => services.GetRequiredService<KafkaEventLog>());
        return builder.AddLogStreams(name, configure);
    }
}
