using StreamPulse.Log.Kafka.Delivery;

namespace StreamPulse.Log.Kafka.Producing;

/// <summary>Counts the outcomes of one batch.</summary>
internal sealed class AppendReceipt(int count, string topic)
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _done;
    private int _failed;
    private int _tooLarge = -1;
    private string? _firstProblem;

    /// <summary>Ends when every record has its outcome.</summary>
    public Task Completion => count == 0 ? Task.CompletedTask : _completion.Task;

    /// <summary>Takes the outcome of the record at <paramref name="index"/>.</summary>
    public void Note(int index, RecordDelivery delivery)
    {
        if (delivery.Outcome != DeliveryOutcome.Acknowledged)
        {
            Interlocked.CompareExchange(ref _firstProblem, delivery.Problem, null);
            Interlocked.Increment(ref _failed);
            if (delivery.IsTooLarge)
                Interlocked.CompareExchange(ref _tooLarge, index, -1);
        }

        if (Interlocked.Increment(ref _done) < count)
            return;
        if (_failed == 0)
            _completion.SetResult();
        else
            _completion.SetException(Failure());
    }

    private LogUnavailableException Failure()
    {
        var why = _tooLarge >= 0
            ? $"Record {_tooLarge} of the batch is larger than the broker takes (max.message.bytes of topic {topic})."
            : _firstProblem;
        return new LogUnavailableException(FormattableString.Invariant($"{_failed} of {count} records were not acknowledged. {why}"))
        {
            NotAcknowledged = _failed,
        };
    }
}
