using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamPulse.Log.Kafka;

/// <summary>
/// Whether brokers could be reached, as the clients last reported. A reader that gets no records checks it, so that an outage is not taken
/// for an idle partition.
/// </summary>
internal sealed class BrokerHealth(KafkaOptions options, ILogger logger)
{
    private volatile string? _outage;

    /// <summary>Why no broker can be reached; null when one can, as far as is known.</summary>
    public string? Outage => _outage;

    /// <summary>A client's error handler.</summary>
    public void Note(Error error)
    {
        if (!KafkaErrors.IsOutage(error))
            return;
        if (_outage is null)
            KafkaLogMessages.BrokersAway(logger, KafkaErrors.Describe(options, error));
        _outage = KafkaErrors.Describe(options, error);
    }

    /// <summary>A broker has answered.</summary>
    public void Answered()
    {
        if (_outage is null)
            return;
        _outage = null;
        KafkaLogMessages.BrokersBack(logger, options.BootstrapServers!);
    }
}
