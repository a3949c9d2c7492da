using Confluent.Kafka;

namespace StreamPulse.Log.Kafka.Reading;

/// <summary>Translates the errors of a partition for its reader.</summary>
internal static class PartitionErrors
{
    /// <summary>Whether the error is about the offset that was asked for.</summary>
    public static bool IsOutOfRange(Error error) => error.Code is ErrorCode.OffsetOutOfRange or ErrorCode.Local_AutoOffsetReset;

    /// <summary>Asks the broker whether the offset is in the log. The client blocks, so it is called on a thread of the pool.</summary>
    /// <exception cref="OffsetOutOfRangeException">It is not.</exception>
    /// <exception cref="LogUnavailableException">No answer.</exception>
    public static async Task EnsureInRangeAsync(
        Func<int, TimeSpan, WatermarkOffsets> query, OpenCalls calls, KafkaOptions options, BrokerHealth health, int partition, long offset,
        CancellationToken cancellationToken)
    {
        WatermarkOffsets known;
        try
        {
            known = await calls.RunAsync(
                () => Task.Run(() => query(partition, options.RequestTimeout), CancellationToken.None), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (KafkaException e)
        {
            throw KafkaErrors.Unavailable(options, e.Error, e);
        }

        health.Answered();
        if (offset < known.Low.Value || offset > known.High.Value)
            throw new OffsetOutOfRangeException(partition, offset, known.Low.Value, known.High.Value);
    }
}
