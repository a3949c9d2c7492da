using StreamPulse.Cli.Output;
using StreamPulse.Log.Kafka;
using StreamPulse.Log.Kafka.Delivery;
using StreamPulse.Standalone.Hosting;

namespace StreamPulse.Cli.Commands;

/// <summary>What verbs that write to the topic have in common.</summary>
internal static class Topics
{
    /// <summary>What <c>--to</c> says for the topic.</summary>
    public const string Kafka = "kafka";

    /// <summary>What <c>--to</c> says for the log in force, whichever that is.</summary>
    public const string Log = "log";

    /// <summary>After Ctrl-C, how long what is on its way is waited for.</summary>
    public static readonly TimeSpan BoundOnceCancelled = TimeSpan.FromSeconds(10);

    /// <summary>Whether the words mean the topic.</summary>
    /// <exception cref="UsageException">They do, and no brokers are named.</exception>
    public static bool IsMeant(string to, StandaloneOptions options)
    {
        if (to == Kafka && !options.IsKafka)
            throw new UsageException("--to kafka needs brokers: --kafka HOST:PORT, or STREAMPULSE_Kafka__BootstrapServers.");
        return to == Kafka || (to == Log && options.IsKafka);
    }

    /// <summary>A producer to the topic, after a broker has said that the topic is there; creates it where that is wanted.</summary>
    /// <exception cref="StreamPulse.Log.LogUnavailableException">No broker answers, or there is no such topic.</exception>
    public static async Task<TopicProducer> OpenAsync(KafkaOptions options, Terminal terminal, CancellationToken cancellationToken)
    {
        await using (var log = KafkaEventLog.Open(options))
        {
            await log.EnsureTopicsAsync(cancellationToken);
            await log.GetPartitionsAsync(cancellationToken);
        }

        return new TopicProducer(options, options.Topic, outage => terminal.Note($"{outage} Trying for up to {options.DeliveryTimeout.TotalSeconds:N0} s."));
    }

    /// <summary>Says what was not acknowledged, and gives the exit code.</summary>
    public static int Conclude(DeliveryReport delivery, bool isInterrupted)
    {
        if (delivery.NotAcknowledged > 0)
        {
            Terminal.Error(FormattableString.Invariant(
                $"{delivery.NotAcknowledged:N0} events were not acknowledged: {delivery.Refused:N0} are not in the topic, {delivery.Unknown + delivery.InFlight:N0} may be there or not. {delivery.FirstProblem ?? "It was broken off before they were answered."}"));
        }

        return delivery.NotAcknowledged > 0 ? ExitCodes.Failed : isInterrupted ? ExitCodes.Interrupted : ExitCodes.Ok;
    }
}
