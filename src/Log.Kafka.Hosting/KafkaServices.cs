using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamPulse.Log.Kafka.DeadLetters;
using StreamPulse.Storage.DeadLetters;

namespace StreamPulse.Log.Kafka.Hosting;

/// <summary>Services beside a pipeline over a topic: they create the topics and copy dead letters to the dead-letter topic.</summary>
public static class KafkaServices
{
    /// <summary>Adds both. Needs an <c>NpgsqlDataSource</c> and a <see cref="TimeProvider"/> in the container.</summary>
    /// <param name="log">The topic.</param>
    /// <param name="isTurn">
    /// Whether this program is the one that copies dead letters now; null for always. Two that copy at once do no harm: letters then are in
    /// the topic twice.
    /// </param>
    public static IServiceCollection AddKafkaServices(
        this IServiceCollection services, KafkaOptions options, Func<IServiceProvider, KafkaEventLog> log,
        Func<IServiceProvider, Func<bool>>? isTurn = null)
    {
        services.AddSingleton<DeadLetterStore>();
        services.AddSingleton<DeadLetterMetrics>();
        services.AddSingleton(_ => new KafkaDeadLetterTopic(options)); // by a factory, so that the container disposes it
        services.AddHostedService(services => new TopicCreation(
            log(services), options, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<TopicCreation>>()));
        services.AddHostedService(services => new DeadLetterPublisher(
            services.GetRequiredService<DeadLetterStore>(), services.GetRequiredService<KafkaDeadLetterTopic>(),
            services.GetRequiredService<DeadLetterMetrics>(),
            isTurn?.Invoke(services) ?? (static () => true), services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<DeadLetterPublisher>>()));
        return services;
    }
}
