using StreamPulse.Log.Kafka.Delivery;

namespace StreamPulse.Log.Kafka.DeadLetters;

/// <summary>
/// The topic that unusable records are copied to, key and value unchanged. May be repeated: consumers recognise a repetition by topic,
/// partition and offset in the headers. For one caller at a time.
/// </summary>
public sealed class KafkaDeadLetterTopic : IAsyncDisposable
{
    /// <summary>The broker limits the size of what is sent; it also accepted the record itself.</summary>
    private const string ClientLimitBytes = "1000000000";

    private readonly KafkaOptions _options;
    private TopicProducer _producer;

    /// <exception cref="KafkaOptionsException">The options or properties cannot work.</exception>
    public KafkaDeadLetterTopic(KafkaOptions options)
    {
        var properties = new Dictionary<string, string>(options.Properties) { ["producer.message.max.bytes"] = ClientLimitBytes };
        properties.Remove("message.max.bytes");
        _options = options with { Properties = properties };
        _producer = new TopicProducer(_options, options.DeadLetterTopic);
    }

    /// <summary>
    /// Sends all and waits for their acknowledgements, at most the delivery timeout for each try. A broker that refuses a record for its
    /// size gets it without its value, and if that does not help without its key, with a header that says so.
    /// </summary>
    public async Task<PublishResult> PublishAsync(IReadOnlyList<DeadLetterRecord> letters, CancellationToken cancellationToken)
    {
        if (_producer.IsBroken)
        {
            await _producer.DisposeAsync().ConfigureAwait(false);
            _producer = new TopicProducer(_options, _options.DeadLetterTopic);
        }

        var deliveries = new Task<RecordDelivery>[letters.Count];
        for (var i = 0; i < deliveries.Length; i++)
            deliveries[i] = await SendAsync(letters[i], leftOut: null, cancellationToken).ConfigureAwait(false);
        var published = new List<long>();
        var truncated = 0;
        string? problem = null;
        for (var i = 0; i < deliveries.Length; i++)
        {
            var delivery = await deliveries[i].WaitAsync(cancellationToken).ConfigureAwait(false);
            if (delivery.IsTooLarge)
            {
                (delivery, var wasCut) = await SendAloneAsync(letters[i], cancellationToken).ConfigureAwait(false);
                truncated += wasCut ? 1 : 0;
            }

            if (delivery.Outcome == DeliveryOutcome.Acknowledged)
                published.Add(letters[i].Id);
            else
                problem ??= delivery.Problem;
        }

        return new PublishResult(published, truncated, problem);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _producer.DisposeAsync();

    /// <summary>The whole record first: it may have been refused only because of other records in the same request.</summary>
    private async Task<(RecordDelivery Delivery, bool WasCut)> SendAloneAsync(DeadLetterRecord letter, CancellationToken cancellationToken)
    {
        RecordDelivery delivery = default;
        foreach (var leftOut in new[] { null, "value", "key,value" })
        {
            delivery = await (await SendAsync(letter, leftOut, cancellationToken).ConfigureAwait(false)).WaitAsync(cancellationToken)
                .ConfigureAwait(false);
            if (!delivery.IsTooLarge)
                return (delivery, leftOut is not null && delivery.Outcome == DeliveryOutcome.Acknowledged);
        }

        return (delivery, false);
    }

    private async Task<Task<RecordDelivery>> SendAsync(DeadLetterRecord letter, string? leftOut, CancellationToken cancellationToken)
    {
        var delivered = new TaskCompletionSource<RecordDelivery>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _producer.SendWithHeadersAsync(
            leftOut == "key,value" ? null : letter.Key,
            leftOut is null ? letter.Value : null,
            DeadLetterHeaders.Of(_options.Topic, letter, leftOut),
            delivered.SetResult,
            cancellationToken).ConfigureAwait(false);
        return delivered.Task;
    }
}
