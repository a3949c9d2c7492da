using StreamPulse.Log.Kafka.Delivery;
using StreamPulse.Storage.DeadLetters;

namespace StreamPulse.Operations.DeadLetters;

/// <summary>Where dead letters are appended again.</summary>
public interface IRetryTarget
{
    /// <summary>Appends all, key and value untouched, and waits.</summary>
    /// <returns>One outcome for each, in their order.</returns>
    Task<IReadOnlyList<RecordDelivery>> AppendAsync(IReadOnlyList<StoredDeadLetter> letters);
}
