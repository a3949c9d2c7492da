using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamPulse.Log.Kafka;

/// <summary>Builds clients with their error and log handlers.</summary>
internal sealed class KafkaClients(KafkaOptions options, BrokerHealth health, ILogger logger)
{
    /// <summary>A consumer whose partitions are assigned by the caller.</summary>
    /// <exception cref="KafkaOptionsException">A property is not one of librdkafka's, or its value is wrong.</exception>
    public IConsumer<TKey, TValue> BuildConsumer<TKey, TValue>()
        => Build(() => new ConsumerBuilder<TKey, TValue>(KafkaClientConfig.Consumer(options))
            .SetErrorHandler((_, error) => health.Note(error)).SetLogHandler((_, message) => Log(message)).Build());

    /// <summary>A client for requests about topics.</summary>
    /// <inheritdoc cref="BuildConsumer"/>
    public IAdminClient BuildAdmin()
        => Build(() => new AdminClientBuilder(KafkaClientConfig.Admin(options))
            .SetErrorHandler((_, error) => health.Note(error)).SetLogHandler((_, message) => Log(message)).Build());

    private static T Build<T>(Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new KafkaOptionsException($"librdkafka refuses Kafka:Properties: {e.Message}", e);
        }
        catch (KafkaException e) when (e is not ConsumeException)
        {
            throw new KafkaOptionsException($"librdkafka refuses Kafka:Properties: {e.Error.Reason}", e);
        }
    }

    private void Log(LogMessage message)
    {
        // BrokerHealth reports an outage once; librdkafka would report every connection.
        if (message.Level <= SyslogLevel.Warning && message.Facility is not ("FAIL" or "ERROR"))
            KafkaLogMessages.ClientWarning(logger, message.Facility, message.Message);
        else
            KafkaLogMessages.Client(logger, message.Facility, message.Message);
    }
}
