using StreamPulse.Cli.Output;
using StreamPulse.Log.Kafka;
using StreamPulse.Log.Kafka.Delivery;
using StreamPulse.Hosting;

namespace StreamPulse.Cli.Commands;

/// <summary>Shared by the commands that write to the topic.</summary>
internal static class Topics
{
    /// <summary>Value of <c>--to</c> for the topic.</summary>
    public const string Kafka = "kafka";

    /// <summary>Value of <c>--to</c> for the configured log, embedded or topic.</summary>
    public const string Log = "log";

    /// <summary>How long to wait for records in flight after Ctrl-C.</summary>
    public static readonly TimeSpan BoundOnceCancelled = TimeSpan.FromSeconds(10);

    /// <summary>Whether <paramref name="to"/> means the topic.</summary>
    /// <exception cref="UsageException">It does, and no brokers are set.</exception>
    public static bool IsMeant(string to, StreamPulseOptions options)
    {
        if (to == Kafka && !options.IsKafka)
            throw new UsageException("--to kafka needs brokers: --kafka HOST:PORT, or STREAMPULSE_Kafka__BootstrapServers.");
        return to == Kafka || (to == Log && options.IsKafka);
    }

    /// <summary>A producer for the topic, after a broker has confirmed that the topic exists; creates the topic if requested.</summary>
    /// <exception cref="StreamPulse.Log.LogUnavailableException">No broker answers, or there is no such topic.</exception>
    public static async Task<TopicProducer> OpenAsync(KafkaOptions options, Terminal terminal, CancellationToken cancellationToken)
    {
        await using (var log = KafkaEventLog.Open(options))
        {
            await log.EnsureTopicsAsync(cancellationToken);
            await log.GetPartitionsAsync(cancellationToken);
        }

        return new TopicProducer(
            options, options.Topic, outage => terminal.Note($"{outage} Retrying for up to {options.DeliveryTimeout.TotalSeconds:N0} s."));
    }

    /// <summary>Prints how many events were not acknowledged, and returns the exit code.</summary>
    public static int Conclude(DeliveryReport delivery, bool isInterrupted)
    {
        if (delivery.NotAcknowledged > 0)
        {
        {
            Terminal.Error(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{delivery.NotAcknowledged:N0} events were not acknowledged: {delivery.Refused:N0} are not in the topic, "
                + $"{delivery.Unknown + delivery.InFlight:N0} may or may not be. "
                + $"{delivery.FirstProblem ?? "Interrupted before the broker answered."}"));
        }

        }

        return delivery.NotAcknowledged > 0 ? ExitCodes.Failed : isInterrupted ? ExitCodes.Interrupted : ExitCodes.Ok;
    }
}
