using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace StreamPulse.Log.Kafka;

/// <summary>Requests about the topic, and its creation. Each request goes to a broker; nothing is cached.</summary>
internal sealed class KafkaTopicAdmin(
    KafkaOptions options, IAdminClient client, OpenCalls calls, BrokerHealth health, ILogger logger)
{
    /// <summary>The topic's partitions with their first and end offsets.</summary>
    public async Task<IReadOnlyList<LogPartition>> ListAsync(CancellationToken cancellationToken)
    {
        var topic = await DescribeAsync(options.Topic, cancellationToken).ConfigureAwait(false);
        var partitions = topic.Partitions.Select(static p => p.Partition).Order().ToList();
        var earliest = OffsetsAsync(partitions, OffsetSpec.Earliest(), cancellationToken);
        var ends = await OffsetsAsync(partitions, OffsetSpec.Latest(), cancellationToken).ConfigureAwait(false);
        var starts = await earliest.ConfigureAwait(false);
        return [.. partitions.Select(p => new LogPartition(p, starts[p], ends[p], Sealed: false))];
    }

    /// <summary>The topic and its id.</summary>
    public async Task<LogIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        var topic = await DescribeAsync(options.Topic, cancellationToken).ConfigureAwait(false);
        var id = topic.TopicId is { } uuid && (uuid.MostSignificantBits | uuid.LeastSignificantBits) != 0 ? uuid.ToString() : null;
        return new LogIdentity("kafka", options.Topic, id);
    }

    /// <summary>Creates a topic if it is missing. Two programs may do so at the same time.</summary>
    public async Task EnsureAsync(string topic, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(topic, cancellationToken).ConfigureAwait(false))
            return;
        try
        {
            await calls.RunAsync(() => CreateAsync(topic), cancellationToken).ConfigureAwait(false);
            KafkaLogMessages.TopicCreated(logger, topic, options.Partitions);
        }
        catch (CreateTopicsException e) when (e.Results.TrueForAll(static r => r.Error.Code is ErrorCode.TopicAlreadyExists))
        {
            // As it should be.
        }
        catch (KafkaException e)
        {
            var error = e is CreateTopicsException { Results: [var result, ..] } ? result.Error : e.Error;
            throw new LogUnavailableException($"Topic {topic} could not be created at {options.BootstrapServers}: {error.Reason}", e);
        }
    }

    /// <summary>
    /// The topic to ask for. The broker's clock decides when it took a record: with CreateTime, the default, the topic would only have the
    /// clock of each producer.
    /// </summary>
    internal static TopicSpecification Specification(KafkaOptions options, string topic) => new()
    {
        Name = topic,
        NumPartitions = options.Partitions,
        ReplicationFactor = options.ReplicationFactor,
        Configs = new Dictionary<string, string> { ["message.timestamp.type"] = "LogAppendTime" },
    };

    private async Task<bool> CreateAsync(string topic)
    {
        await client.CreateTopicsAsync(
            [Specification(options, topic)],
            new CreateTopicsOptions { RequestTimeout = options.RequestTimeout, OperationTimeout = options.RequestTimeout })
            .ConfigureAwait(false);
        return true;
    }

    private async Task<bool> ExistsAsync(string topic, CancellationToken cancellationToken)
    {
        try
        {
            await DescribeAsync(topic, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (LogUnavailableException e) when (
            e.InnerException is DescribeTopicsException { Results.TopicDescriptions: [{ Error.Code: ErrorCode.UnknownTopicOrPart }] })
        {
            return false;
        }
    }

    private async Task<TopicDescription> DescribeAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var described = await calls.RunAsync(
                () => client.DescribeTopicsAsync(
                    TopicCollection.OfTopicNames([name]), new DescribeTopicsOptions { RequestTimeout = options.RequestTimeout }),
                cancellationToken).ConfigureAwait(false);
            health.Answered();
            return described.TopicDescriptions[0];
        }
        catch (DescribeTopicsException e)
        {
            var error = e.Results.TopicDescriptions is [var topic, ..] && topic.Error.IsError ? topic.Error : e.Error;
            throw KafkaErrors.Unavailable(options, error, e);
        }
        catch (KafkaException e)
        {
            throw KafkaErrors.Unavailable(options, e.Error, e);
        }
    }

    private async Task<Dictionary<int, long>> OffsetsAsync(List<int> partitions, OffsetSpec which, CancellationToken cancellationToken)
    {
        try
        {
            var wanted = partitions.Select(
                p => new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(options.Topic, p), OffsetSpec = which });
            var listed = await calls.RunAsync(
                () => client.ListOffsetsAsync(wanted, new ListOffsetsOptions { RequestTimeout = options.RequestTimeout }),
                cancellationToken).ConfigureAwait(false);
            return listed.ResultInfos.ToDictionary(
                static r => r.TopicPartitionOffsetError.Partition.Value, static r => r.TopicPartitionOffsetError.Offset.Value);
        }
        catch (KafkaException e)
        {
            throw KafkaErrors.Unavailable(options, e.Error, e);
        }
    }
}
