using Confluent.Kafka;

namespace StreamPulse.Log.Kafka.Producing;

/// <summary>Counts the acknowledgements of one batch.</summary>
internal sealed class AppendReceipt(int count, KafkaOptions options)
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _done;
    private int _failed;
    private int _tooLarge = -1;
    private Error? _firstError;

    /// <summary>Ends when every record has been acknowledged or given up.</summary>
    public Task Completion => count == 0 ? Task.CompletedTask : _completion.Task;

    /// <summary>What the producer calls for the record at <paramref name="index"/>.</summary>
    public Action<DeliveryReport<byte[], byte[]>> HandlerOf(int index) => report => Note(index, report.Error);

    private void Note(int index, Error error)
    {
        if (error.IsError)
        {
            Interlocked.CompareExchange(ref _firstError, error, null);
            Interlocked.Increment(ref _failed);
            if (error.Code == ErrorCode.MsgSizeTooLarge)
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
            ? $"Record {_tooLarge} of the batch is larger than the broker takes (max.message.bytes of topic {options.Topic})."
            : KafkaErrors.Describe(options, _firstError!);
        return new LogUnavailableException(FormattableString.Invariant($"{_failed} of {count} records were not acknowledged. {why}")) { NotAcknowledged = _failed };
    }
}
