namespace StreamPulse.Log.Kafka;

/// <summary>
/// Counts the calls that use a client. librdkafka frees a client and its queues when the client is closed, also while a call uses them;
/// so closing first waits for the calls in progress, and later calls are refused. Thread-safe.
/// </summary>
internal sealed class OpenCalls
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private bool _isClosed;

    /// <summary>Makes a call. When the caller cancels, the call itself goes on, and is still counted.</summary>
    /// <exception cref="ObjectDisposedException">The client is closed.</exception>
    public Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _count++;
        }

        return CountedAsync(call).WaitAsync(cancellationToken);
    }

    /// <summary>Refuses further calls. Completes when the last one has ended.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            if (_count == 0)
                _ended.TrySetResult();
        }

        return _ended.Task;
    }

    private async Task<T> CountedAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _count--;
                if (_count == 0 && _isClosed)
                    _ended.TrySetResult();
            }
        }
    }
}
