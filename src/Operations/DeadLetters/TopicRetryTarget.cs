using StreamPulse.Log.Kafka.Delivery;
using StreamPulse.Storage.DeadLetters;

namespace StreamPulse.Operations.DeadLetters;

/// <summary>Sends dead letters to the topic that they came from.</summary>
public sealed class TopicRetryTarget(TopicProducer producer) : IRetryTarget
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<RecordDelivery>> AppendAsync(IReadOnlyList<StoredDeadLetter> letters)
    {
        var deliveries = new List<Task<RecordDelivery>>(letters.Count);
        foreach (var letter in letters)
        {
            var delivered = new TaskCompletionSource<RecordDelivery>(TaskCreationOptions.RunContinuationsAsynchronously);
            await producer.SendAsync(letter.Key, letter.Value, delivered.SetResult, CancellationToken.None);
            deliveries.Add(delivered.Task);
        }

        return await Task.WhenAll(deliveries); // each ends within the delivery timeout
    }
}
